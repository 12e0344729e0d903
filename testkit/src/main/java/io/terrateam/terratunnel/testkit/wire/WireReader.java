package io.terrateam.terratunnel.testkit.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A buffered reader of bytes and Latin-1 lines that never reads past what it was asked for, as
/// seen from outside.
public final class WireReader {
    private static final int MAX_LINE_BYTES = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    /// Reads from `in`, which nobody else may read from now on.
    public WireReader(InputStream in) {
        this.in = in;
    }

    /// One byte, or -1 at the end.
    public int read() throws IOException {
        return fill() ? buffer[position++] & 0xff : -1;
    }

    /// Some bytes, at least one, or -1 at the end.
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, offset, n);
        position += n;
        return n;
    }

    /// Exactly `length` bytes.
    public byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            int n = read(bytes, done, length - done);
            if (n < 0) {
                throw new EOFException("end after " + done + " of " + length + " bytes");
            }
            done += n;
        }
        return bytes;
    }

    /// A line without its CRLF (a lone LF ends one too).
    public String line() throws IOException {
        var line = new StringBuilder();
        for (int c = read(); c != '\n'; c = read()) {
            if (c < 0) {
                throw new EOFException("end within a line after: " + line);
            }
            if (line.length() >= MAX_LINE_BYTES) {
                throw new IOException("line of more than " + MAX_LINE_BYTES + " bytes");
            }
            line.append((char) c);
        }
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
            line.setLength(end - 1);
        }
        return line.toString();
    }

    /// Whether bytes wait in the buffer already.
    public boolean hasBuffered() {
        return position < limit;
    }

    /// Latin-1 bytes of a text, the encoding of everything on the wire here.
    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        int n = in.read(buffer);
        if (n < 0) {
            return false;
        }
        position = 0;
        limit = n;
        return true;
    }
}
