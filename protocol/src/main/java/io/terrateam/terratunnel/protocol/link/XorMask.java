package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// WebSocket masking, eight bytes at a time in a form that the JIT compiler vectorises.
///
/// Thread: stateless. Spec: RFC 6455 section 5.3.
final class XorMask {

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private XorMask() {}

    /// Reads `length` bytes of `from` and appends them to `to`, masked; what `from` holds is left
    /// as it is, since the HTTP/2 writer shares one header buffer among several frames.
    ///
    /// @param phase how many bytes of the same message went before
    static void appendMasked(ByteBuf from, int length, ByteBuf to, int key, long phase) {
        to.ensureWritable(length);
        if (from.nioBufferCount() == 1) {
            ByteBuffer whole = from.internalNioBuffer(from.readerIndex(), length);
            append(whole, length, to, rotated(key, phase));
        } else {
            long at = phase;
            for (ByteBuffer part : from.nioBuffers(from.readerIndex(), length)) {
                int bytes = part.remaining();
                append(part, bytes, to, rotated(key, at));
                at += bytes;
            }
        }
        from.skipBytes(length);
    }

    private static void append(ByteBuffer from, int length, ByteBuf to, int key) {
        int start = to.writerIndex();
        xor(
                MemorySegment.ofBuffer(from),
                MemorySegment.ofBuffer(to.internalNioBuffer(start, length)),
                length,
                key);
        to.writerIndex(start + length);
    }

    /// Masks or unmasks `length` bytes of a buffer that nobody else reads.
    static void inPlace(ByteBuf buffer, int index, int length, int key, long phase) {
        if (key == 0) {
            return;
        }
        if (buffer.nioBufferCount() == 1) {
            MemorySegment bytes = MemorySegment.ofBuffer(buffer.internalNioBuffer(index, length));
            xor(bytes, bytes, length, rotated(key, phase));
            return;
        }
        for (int i = 0; i < length; i++) {
            int shift = 24 - 8 * (int) ((phase + i) & 3);
            buffer.setByte(index + i, buffer.getByte(index + i) ^ (key >>> shift));
        }
    }

    private static int rotated(int key, long phase) {
        return Integer.rotateLeft(key, 8 * (int) (phase & 3));
    }

    private static void xor(MemorySegment from, MemorySegment to, int length, int key) {
        // Little-endian, as the machines are that this runs on: no bytes are swapped in the loop.
        long wide = Long.reverseBytes(((long) key << 32) | (key & 0xffff_ffffL));
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            to.set(LONG, i, from.get(LONG, i) ^ wide);
        }
        for (; i < length; i++) {
            int shift = 24 - 8 * (i & 3);
            byte masked = (byte) (from.get(ValueLayout.JAVA_BYTE, i) ^ (key >>> shift));
            to.set(ValueLayout.JAVA_BYTE, i, masked);
        }
    }
}
