package io.terrateam.terratunnel.protocol.v1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Base64;

/// Appends a body's bytes to a message, as base64 or as JSON text.
///
/// Thread: one at a time.
public final class BodyText {

    private static final int BLOCK_BYTES = 6144;
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private BodyText() {}

    /// How many characters that many bytes have in base64.
    public static long base64Length(long bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /// Appends all readable bytes of `lent` as base64. Only the last part of a body may have a
    /// length that 3 does not divide.
    public static void appendBase64(ByteBuf lent, ByteBuf out) {
        int index = lent.readerIndex();
        int left = lent.readableBytes();
        out.ensureWritable((int) base64Length(left));
        byte[] bytes = new byte[Math.min(left, BLOCK_BYTES)];
        byte[] chars = new byte[(int) base64Length(bytes.length)];
        Base64.Encoder encoder = Base64.getEncoder();
        while (left > 0) {
            int length = Math.min(left, bytes.length);
            lent.getBytes(index, bytes, 0, length);
            if (length == bytes.length) {
                encoder.encode(bytes, chars);
                out.writeBytes(chars);
            } else {
                out.writeBytes(encoder.encode(Arrays.copyOf(bytes, length)));
            }
            index += length;
            left -= length;
        }
    }

    /// Appends all readable bytes of `lent`, which are UTF-8, as the inside of a JSON string.
    public static void appendText(ByteBuf lent, ByteBuf out) {
        out.ensureWritable(lent.readableBytes());
        int end = lent.writerIndex();
        int run = lent.readerIndex();
        for (int i = run; i < end; i++) {
            byte octet = lent.getByte(i);
            if (octet >= 0 && (octet < ' ' || octet == '"' || octet == '\\')) {
                out.writeBytes(lent, run, i - run);
                run = i + 1;
                appendEscape(octet, out);
            }
        }
        out.writeBytes(lent, run, end - run);
    }

    private static void appendEscape(byte octet, ByteBuf out) {
        out.writeByte('\\');
        switch (octet) {
            case '"', '\\' -> out.writeByte(octet);
            case '\n' -> out.writeByte('n');
            case '\r' -> out.writeByte('r');
            case '\t' -> out.writeByte('t');
            default -> {
                out.writeByte('u').writeByte('0').writeByte('0');
                out.writeByte(HEX[octet >> 4]).writeByte(HEX[octet & 0xf]);
            }
        }
    }
}
