package io.terrateam.terratunnel.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// WebSocket frames (RFC 6455 section 5) on a connection that is upgraded already; sends wrong ones
/// if told to.
///
/// Thread: one reads; writing is synchronised.
public final class WebSocketWire {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /// The nonce and its answer from RFC 6455 section 1.3.
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final WireReader in;
    private final OutputStream out;
    private final boolean masks;

    /// One frame as it arrived.
    ///
    /// @param isFinal the FIN bit
    /// @param opcode the four bits of the opcode
    /// @param isMasked whether it came masked; the payload is unmasked either way
    /// @param payload the application data
    public record Frame(boolean isFinal, int opcode, boolean isMasked, byte[] payload) {
        /// The close code of a close frame; 1005 where it has none.
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        /// The payload as text.
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /// Frames over `in` and `out`; `masks` for the client's side.
    public WebSocketWire(WireReader in, OutputStream out, boolean masks) {
        this.in = in;
        this.out = out;
        this.masks = masks;
    }

    /// The upgrade request of a client; `extraLines` each end in CRLF.
    public static String upgradeRequest(String host, String target, String extraLines) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        .formatted(target, host)
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + KEY
                + "\r\n"
                + extraLines
                + "\r\n";
    }

    /// Sends a whole message in one frame.
    public void send(int opcode, byte[] payload) throws IOException {
        write(frame(0x80 | opcode, masks, payload, 0, payload.length));
    }

    /// Sends part of an array as a binary message.
    public void sendBinary(byte[] bytes, int offset, int length) throws IOException {
        write(frame(0x80 | BINARY, masks, bytes, offset, length));
    }

    /// Sends a text message.
    public void sendText(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends a close frame with a code and a reason.
    public void sendClose(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        send(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    /// Bytes of a frame whose first byte (FIN, reserved bits, opcode) and mask bit the caller
    /// chooses.
    public static byte[] frame(int firstByte, boolean masked, byte[] payload) {
        return frame(firstByte, masked, payload, 0, payload.length);
    }

    /// Sends bytes as they are.
    public synchronized void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// The next frame.
    public Frame read() throws IOException {
        int first = byteOrEnd();
        int second = byteOrEnd();
        boolean isMasked = (second & 0x80) != 0;
        long length = second & 0x7f;
        if (length == 126) {
            length = ByteBuffer.wrap(in.exactly(2)).getShort() & 0xffff;
        } else if (length == 127) {
            length = ByteBuffer.wrap(in.exactly(8)).getLong();
        }
        byte[] mask = isMasked ? in.exactly(4) : new byte[4];
        byte[] payload = in.exactly(Math.toIntExact(length));
        applyMask(payload, 0, payload.length, mask);
        return new Frame((first & 0x80) != 0, first & 0x0f, isMasked, payload);
    }

    /// The next message that isn't a ping or pong, put together from its fragments.
    public Frame readMessage() throws IOException {
        var whole = new ByteArrayOutputStream();
        int opcode = CONTINUATION;
        while (true) {
            Frame frame = read();
            if (frame.opcode() == PING || frame.opcode() == PONG) {
                continue;
            }
            if (frame.opcode() == CLOSE) {
                return frame;
            }
            opcode = frame.opcode() == CONTINUATION ? opcode : frame.opcode();
            whole.writeBytes(frame.payload());
            if (frame.isFinal()) {
                return new Frame(true, opcode, frame.isMasked(), whole.toByteArray());
            }
        }
    }

    private int byteOrEnd() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("end instead of a frame");
        }
        return value;
    }

    private static byte[] frame(
            int firstByte, boolean masked, byte[] payload, int offset, int length) {
        var header = ByteBuffer.allocate(14);
        int maskBit = masked ? 0x80 : 0;
        header.put((byte) firstByte);
        if (length < 126) {
            header.put((byte) (maskBit | length));
        } else if (length < 65536) {
            header.put((byte) (maskBit | 126)).putShort((short) length);
        } else {
            header.put((byte) (maskBit | 127)).putLong(length);
        }
        byte[] mask = new byte[4];
        if (masked) {
            ThreadLocalRandom.current().nextBytes(mask);
            header.put(mask);
        }
        byte[] whole = Arrays.copyOf(header.array(), header.position() + length);
        System.arraycopy(payload, offset, whole, header.position(), length);
        applyMask(whole, header.position(), length, mask);
        return whole;
    }

    private static void applyMask(byte[] bytes, int offset, int length, byte[] mask) {
        for (int i = 0; i < length; i++) {
            bytes[offset + i] ^= mask[i & 3];
        }
    }
}
