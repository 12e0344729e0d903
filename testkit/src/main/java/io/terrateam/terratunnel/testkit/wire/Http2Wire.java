package io.terrateam.terratunnel.testkit.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/// HTTP/2 frames (RFC 9113 section 4) one by one, for peers that break the rules.
///
/// Header blocks are written as literals without a table; those that arrive are decoded by Jetty's
/// HPACK.
///
/// Thread: one reads; writing is synchronised.
public final class Http2Wire {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int ACK = 1;
    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    public static final int PADDED = 8;

    public static final int NO_ERROR = 0;
    public static final int PROTOCOL_ERROR = 1;
    public static final int INTERNAL_ERROR = 2;
    public static final int REFUSED_STREAM = 7;
    public static final int CANCEL = 8;
    public static final int ENHANCE_YOUR_CALM = 11;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final WireReader in;
    private final OutputStream out;
    private final HpackDecoder decoder = new HpackDecoder(1 << 20, System::nanoTime);

    /// One frame as it arrived.
    public record Frame(int type, int flags, int streamId, byte[] payload) {
        /// Whether a flag is set.
        public boolean has(int flag) {
            return (flags & flag) != 0;
        }

        /// The error code of RST_STREAM or GOAWAY.
        public int errorCode() {
            int at = type == GOAWAY ? 4 : 0;
            return ByteBuffer.wrap(payload).getInt(at);
        }

        /// The debug text of a GOAWAY.
        public String debugText() {
            return new String(payload, 8, payload.length - 8, ISO_8859_1);
        }
    }

    /// Frames over a connection.
    public Http2Wire(InputStream in, OutputStream out) {
        this.in = new WireReader(in);
        this.out = out;
    }

    /// Sends the client's preface and SETTINGS given as pairs of id and value.
    public void sendPreface(int... idsAndValues) throws IOException {
        sendRaw(PREFACE.getBytes(ISO_8859_1));
        sendSettings(idsAndValues);
    }

    /// Reads the client's preface.
    public void readPreface() throws IOException {
        String got = new String(in.exactly(PREFACE.length()), ISO_8859_1);
        if (!got.equals(PREFACE)) {
            throw new IOException("not the HTTP/2 preface: " + got);
        }
    }

    /// Sends SETTINGS given as pairs of id and value.
    public void sendSettings(int... idsAndValues) throws IOException {
        var payload = ByteBuffer.allocate(idsAndValues.length * 3);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
        }
        send(SETTINGS, 0, 0, payload.array());
    }

    /// Sends a frame.
    public void send(int type, int flags, int streamId, byte[] payload) throws IOException {
        sendRaw(frame(type, flags, streamId, payload));
    }

    /// Sends a header block in one HEADERS frame.
    public void sendHeaders(int streamId, boolean endStream, String... namesAndValues)
            throws IOException {
        int flags = END_HEADERS | (endStream ? END_STREAM : 0);
        send(HEADERS, flags, streamId, headerBlock(namesAndValues));
    }

    /// Sends DATA.
    public void sendData(int streamId, boolean endStream, byte[] bytes) throws IOException {
        send(DATA, endStream ? END_STREAM : 0, streamId, bytes);
    }

    /// Sends RST_STREAM.
    public void sendReset(int streamId, int errorCode) throws IOException {
        send(RST_STREAM, 0, streamId, ByteBuffer.allocate(4).putInt(errorCode).array());
    }

    /// Sends WINDOW_UPDATE.
    public void sendWindowUpdate(int streamId, int increment) throws IOException {
        send(WINDOW_UPDATE, 0, streamId, ByteBuffer.allocate(4).putInt(increment).array());
    }

    /// Sends bytes as they are.
    public synchronized void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// The bytes of a frame.
    public static byte[] frame(int type, int flags, int streamId, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(streamId)
                .put(payload)
                .array();
    }

    /// The next frame.
    public Frame read() throws IOException {
        var head = ByteBuffer.wrap(in.exactly(9));
        int length = ((head.get() & 0xff) << 16) | (head.getShort() & 0xffff);
        int type = head.get() & 0xff;
        int flags = head.get() & 0xff;
        int streamId = head.getInt() & 0x7fffffff;
        return new Frame(type, flags, streamId, in.exactly(length));
    }

    /// The next frame that matters to a script: SETTINGS and PING are acknowledged, window updates
    /// skipped.
    public Frame readAnswering() throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.type() == SETTINGS && !frame.has(ACK)) {
                send(SETTINGS, ACK, 0, new byte[0]);
            } else if (frame.type() == PING && !frame.has(ACK)) {
                send(PING, ACK, 0, frame.payload());
            } else if (frame.type() != SETTINGS
                    && frame.type() != PING
                    && frame.type() != WINDOW_UPDATE) {
                return frame;
            }
        }
    }

    /// Reads and answers until the peer ends the connection; the error code of its GOAWAY, if it
    /// sent one.
    public OptionalInt readUntilEnd() {
        var code = OptionalInt.empty();
        try {
            while (true) {
                Frame frame = readAnswering();
                if (frame.type() == GOAWAY) {
                    code = OptionalInt.of(frame.errorCode());
                }
            }
        } catch (IOException e) {
            return code;
        }
    }

    /// Names and values of a header block in one HEADERS frame; a repeated name keeps all values.
    public Map<String, List<String>> decode(Frame headers) throws IOException {
        if (!headers.has(END_HEADERS)) {
            throw new EOFException("header block goes on in CONTINUATION");
        }
        var block = ByteBuffer.wrap(headers.payload());
        if (headers.has(PADDED)) {
            int padding = block.get() & 0xff;
            block.limit(block.limit() - padding);
        }
        if (headers.has(0x20)) {
            block.position(block.position() + 5);
        }
        try {
            return fields(decoder.decode(block));
        } catch (HpackException e) {
            throw new IOException(e);
        }
    }

    /// A header block of literals without indexing (RFC 7541 section 6.2.2), no Huffman coding.
    public static byte[] headerBlock(String... namesAndValues) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            writeText(block, namesAndValues[i]);
            writeText(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static Map<String, List<String>> fields(MetaData meta) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        if (meta instanceof MetaData.Request request) {
            add(fields, ":method", request.getMethod());
            add(fields, ":path", request.getHttpURI().getPathQuery());
            add(fields, ":authority", request.getHttpURI().getAuthority());
        } else if (meta instanceof MetaData.Response response) {
            add(fields, ":status", Integer.toString(response.getStatus()));
        }
        for (HttpField field : meta.getHttpFields()) {
            add(fields, field.getLowerCaseName(), String.valueOf(field.getValue()));
        }
        return fields;
    }

    private static void add(Map<String, List<String>> fields, String name, String value) {
        fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    private static void writeText(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        int length = bytes.length;
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write((rest & 0x7f) | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
