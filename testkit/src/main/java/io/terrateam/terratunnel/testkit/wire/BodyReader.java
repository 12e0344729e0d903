package io.terrateam.terratunnel.testkit.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/// Reads one HTTP/1.1 message body by its framing (RFC 9112 section 6), part by part.
///
/// A body that ends before its framing says so is an [EOFException]; a reset is the socket's own
/// exception. So neither can be mistaken for a whole one.
public final class BodyReader {
    private enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final WireReader in;
    private final Framing framing;
    private long left;
    private boolean ended;
    private List<String> trailers = List.of();

    private BodyReader(WireReader in, Framing framing, long left) {
        this.in = in;
        this.framing = framing;
        this.left = left;
        this.ended = framing == Framing.NONE || (framing == Framing.LENGTH && left == 0);
    }

    /// The body of a request.
    public static BodyReader ofRequest(WireReader in, HttpHead head) {
        return of(in, head, Framing.NONE);
    }

    /// The body of the response to a `method` request.
    public static BodyReader ofResponse(WireReader in, HttpHead head, String method) {
        int status = head.status();
        boolean bodiless = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
        return bodiless ? new BodyReader(in, Framing.NONE, 0) : of(in, head, Framing.UNTIL_CLOSE);
    }

    private static BodyReader of(WireReader in, HttpHead head, Framing otherwise) {
        var coding = head.header("transfer-encoding");
        if (coding.isPresent()) {
            return new BodyReader(in, Framing.CHUNKED, 0);
        }
        return head.header("content-length")
                .map(length -> new BodyReader(in, Framing.LENGTH, Long.parseLong(length)))
                .orElseGet(() -> new BodyReader(in, otherwise, 0));
    }

    /// Some bytes of the body, or -1 when it has ended as it should.
    public int read(byte[] into) throws IOException {
        if (ended) {
            return -1;
        }
        return switch (framing) {
            case NONE -> -1;
            case UNTIL_CLOSE -> in.read(into, 0, into.length);
            case LENGTH -> {
                int n = readPart(into);
                ended = left == 0;
                yield n;
            }
            case CHUNKED -> readChunked(into);
        };
    }

    /// Whether the body ends only with the connection, so that a cut can't be told from an end.
    public boolean endsWithConnection() {
        return framing == Framing.UNTIL_CLOSE;
    }

    /// Whether chunked coding frames it.
    public boolean isChunked() {
        return framing == Framing.CHUNKED;
    }

    /// The trailers, known after the end.
    public List<String> trailers() {
        return trailers;
    }

    private int readChunked(byte[] into) throws IOException {
        if (left == 0) {
            String size = in.line().split(";", 2)[0].strip();
            left = Long.parseLong(size, 16);
            if (left == 0) {
                trailers = HttpHead.readLines(in);
                ended = true;
                return -1;
            }
        }
        int n = readPart(into);
        if (left == 0 && !in.line().isEmpty()) {
            throw new IOException("chunk not followed by CRLF");
        }
        return n;
    }

    private int readPart(byte[] into) throws IOException {
        int n = in.read(into, 0, (int) Math.min(into.length, left));
        if (n < 0) {
            throw new EOFException("body cut, " + left + " bytes short");
        }
        left -= n;
        return n;
    }
}
