package io.terrateam.terratunnel.protocol.v1;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.ByteBuffer;

/// Whether bytes are UTF-8.
///
/// Spec: RFC 3629 section 4.
public final class Utf8 {

    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /// Whether all that is readable is UTF-8, its last character whole.
    public static boolean isValid(ByteBuf lent) {
        int index = lent.readerIndex();
        int length = lent.readableBytes();
        int plain = 0;
        if (lent.nioBufferCount() == 1) {
            plain = plainBytes(lent.internalNioBuffer(index, length));
        } else {
            for (ByteBuffer piece : lent.nioBuffers()) {
                int bytes = piece.remaining();
                int plainHere = plainBytes(piece);
                plain += plainHere;
                if (plainHere < bytes) {
                    break;
                }
            }
        }
        Check check = new Check();
        return plain == length
                || (lent.forEachByte(index + plain, length - plain, check) < 0 && check.isWhole());
    }

    /// How many bytes at the beginning are ASCII, or a few less.
    private static int plainBytes(ByteBuffer bytes) {
        int begin = bytes.position();
        while (bytes.remaining() >= Long.BYTES) {
            if ((bytes.getLong() & HIGH_BITS) != 0) {
                return bytes.position() - Long.BYTES - begin;
            }
        }
        while (bytes.hasRemaining()) {
            if (bytes.get() < 0) {
                return bytes.position() - 1 - begin;
            }
        }
        return bytes.position() - begin;
    }

    /// Takes one byte after the other.
    private static final class Check implements ByteProcessor {
        private int more;
        private int low = 0x80;
        private int high = 0xbf;

        boolean isWhole() {
            return more == 0;
        }

        @Override
        public boolean process(byte value) {
            int octet = value & 0xff;
            if (more == 0) {
                return octet < 0x80 || begins(octet);
            }
            if (octet < low || octet > high) {
                return false;
            }
            more--;
            low = 0x80;
            high = 0xbf;
            return true;
        }

        /// The second byte's range keeps out overlong forms, surrogates and what is beyond
        /// U+10FFFF.
        private boolean begins(int octet) {
            if (octet < 0xc2 || octet > 0xf4) {
                return false;
            }
            more = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
            switch (octet) {
                case 0xe0 -> low = 0xa0;
                case 0xed -> high = 0x9f;
                case 0xf0 -> low = 0x90;
                case 0xf4 -> high = 0x8f;
                default -> {}
            }
            return true;
        }
    }
}
