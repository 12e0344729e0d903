package io.terrateam.terratunnel.edge.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.link.BodyDigest;
import org.jspecify.annotations.Nullable;

/// The origin's half of an exchange's data: counted against its limit and held against its digest.
///
/// Thread: the exchange's loop. Owns: the last part of a body whose digest has not come yet: passed
/// on, it would make a damaged body look complete. Spec: RFC 9530.
final class ResponseBody {

    private static final long UNKNOWN = -1;

    private final long limitBytes;

    private boolean unlimited;
    private boolean switched;
    private boolean bodyless;
    private long announcedBytes = UNKNOWN;
    private long bytes;
    private @Nullable BodyDigest digest;
    private @Nullable ByteBuf withheld;

    ResponseBody(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /// Learns what the response head says of the body.
    ///
    /// @param digests whether long bodies have a digest on this link
    void begin(RequestHead request, Http2Headers response, boolean digests) {
        CharSequence length = response.get(HttpHeaderNames.CONTENT_LENGTH);
        String status = String.valueOf(response.status());
        switched = request.upgrade() && status.equals("200");
        bodyless = request.head() || status.equals("204") || status.equals("304");
        announcedBytes = length == null || bodyless ? UNKNOWN : ResponseFields.parseLength(length);
        unlimited = limitBytes == 0 || switched;
        boolean mayBeLong =
                announcedBytes == UNKNOWN || announcedBytes > BodyDigest.THRESHOLD_BYTES;
        boolean digested = digests || announcesDigest(response);
        if (digested && mayBeLong && !switched && !bodyless) {
            digest = new BodyDigest();
        }
    }

    private static boolean announcesDigest(Http2Headers response) {
        CharSequence trailer = response.get(HttpHeaderNames.TRAILER);
        return trailer != null && AsciiString.containsIgnoreCase(trailer, BodyDigest.FIELD);
    }

    boolean announcesTooMuch() {
        return !unlimited && announcedBytes > limitBytes;
    }

    /// Whether the exchange has become a WebSocket, whose halves end by themselves. A refused
    /// upgrade has an ordinary answer.
    boolean isSwitched() {
        return switched;
    }

    /// Whether there must not be any (RFC 9112 section 6.3).
    boolean mustBeEmpty() {
        return bodyless;
    }

    /// Whether less has come than was announced. As a complete answer it would take the next one's
    /// bytes on the visitor's connection.
    boolean isShort() {
        return announcedBytes != UNKNOWN && bytes < announcedBytes;
    }

    /// Counts a part; false where it takes the body over its limit.
    boolean admit(ByteBuf part) {
        int length = part.readableBytes();
        bytes += length;
        if (digest != null) {
            digest.update(part);
        }
        return unlimited || bytes <= limitBytes;
    }

    /// Keeps the part that completes a body of known length until its digest has come. Takes
    /// ownership if so.
    boolean withholds(ByteBuf part) {
        if (digest == null || announcedBytes == UNKNOWN || bytes < announcedBytes) {
            return false;
        }
        if (withheld != null) {
            part.release(); // only an empty one can follow what completes the announced length
        } else {
            withheld = part;
        }
        return true;
    }

    @Nullable ByteBuf takeWithheld() {
        ByteBuf last = withheld;
        withheld = null;
        return last;
    }

    /// Whether the sender's digest, if there is one, is that of what came. Takes the agent's out of
    /// the trailers: it was meant for this hop. An origin's goes on to its visitor.
    boolean agreesWith(Http2Headers trailers) {
        CharSequence received = trailers.get(BodyDigest.FIELD);
        BodyDigest.removeHopField(trailers);
        if (received == null || digest == null || digest.bytes() <= BodyDigest.THRESHOLD_BYTES) {
            return true;
        }
        return digest.agreesWith(received);
    }
}
