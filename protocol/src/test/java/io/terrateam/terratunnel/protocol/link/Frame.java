package io.terrateam.terratunnel.protocol.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A WebSocket frame, written and read the naive way.
///
/// @param first the first octet: FIN, reserved bits, opcode
/// @param masked whether it was masked
/// @param payload its payload, unmasked
record Frame(int first, boolean masked, byte[] payload) {

    static final int KEY = 0x12_34_ab_cd;

    static byte[] binary(boolean masked, byte... payload) {
        return bytes(0x82, masked, payload);
    }

    /// A frame as bytes.
    static byte[] bytes(int first, boolean masked, byte... payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int maskBit = masked ? 0x80 : 0;
        if (payload.length < 126) {
            out.write(maskBit | payload.length);
        } else if (payload.length < 65_536) {
            out.write(maskBit | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            out.write(maskBit | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (masked) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(KEY).array());
        }
        out.writeBytes(masked ? xor(payload, KEY) : payload);
        return out.toByteArray();
    }

    static byte[] close(boolean masked, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload =
                ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
        return bytes(0x88, masked, payload);
    }

    static List<Frame> parse(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            int first = in.get() & 0xff;
            int second = in.get() & 0xff;
            boolean masked = (second & 0x80) != 0;
            int shortLength = second & 0x7f;
            long length =
                    switch (shortLength) {
                        case 126 -> in.getShort() & 0xffff;
                        case 127 -> in.getLong();
                        default -> shortLength;
                    };
            int key = masked ? in.getInt() : 0;
            byte[] payload = new byte[Math.toIntExact(length)];
            in.get(payload);
            frames.add(new Frame(first, masked, masked ? xor(payload, key) : payload));
        }
        return frames;
    }

    int closeCode() {
        return ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    String closeReason() {
        return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] xor(byte[] payload, int key) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) (key >>> (24 - 8 * (i & 3)));
        }
        return masked;
    }
}
