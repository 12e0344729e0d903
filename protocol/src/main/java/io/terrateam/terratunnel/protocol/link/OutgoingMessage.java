package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractCoalescingBufferQueue;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ThreadLocalRandom;

/// What has been written to a link since its last flush, and how it becomes one WebSocket message.
///
/// Small parts are copied together, so that the kernel gets few pieces; large ones go as they are,
/// without a copy, or are copied and masked in one pass (agent).
///
/// Thread: the channel's loop. Owns: the buffers until they are written. Spec: RFC 6455 section
/// 5.2.
final class OutgoingMessage extends AbstractCoalescingBufferQueue {

    /// How payload is masked.
    enum Masking {
        /// Not at all: a server's.
        NONE,
        /// With a key of its own for each message.
        RANDOM_KEYS,
        /// With the key 0, which leaves the payload as it is.
        KEY_0
    }

    private static final int COPY_BELOW_BYTES = 2048;
    private static final int MAX_MASKED_BYTES = 64 << 10;
    private static final int MAX_HEADER_BYTES = 14;
    private static final int FINAL_BINARY = 0x82;
    private static final int MASK_BIT = 0x80;

    private final Masking masking;
    private int parts;

    OutgoingMessage(Channel channel, Masking masking) {
        super(channel, 16);
        this.masking = masking;
    }

    /// Takes a part in.
    void put(ByteBuf part, ChannelPromise promise) {
        add(part, promise);
        parts++;
    }

    /// Writes what is there now, as one message or, where it is masked with a random key and long,
    /// several; the promises of all parts complete with its last byte.
    ///
    /// Taking parts out may make the channel writable, and whoever hears of that may put more in
    /// from inside: that waits for the next call.
    void writeTo(ChannelHandlerContext ctx) {
        ChannelPromise written = ctx.newPromise();
        int length = readableBytes();
        int count = parts;
        parts = 0;
        if (masking == Masking.RANDOM_KEYS) {
            writeMasked(ctx, length, count, written);
        } else {
            writePlain(ctx, length, count, written);
        }
    }

    /// Long messages are cut, because a buffer of more than the allocator's pieces is made anew,
    /// and zeroed, each time.
    private void writeMasked(
            ChannelHandlerContext ctx, int length, int count, ChannelPromise written) {
        int left = length;
        ByteBuf message = beginMasked(ctx, left);
        int key = beginKey(message);
        int room = Math.min(left, MAX_MASKED_BYTES);
        int phase = 0;
        for (int i = 0; i < count; i++) {
            ByteBuf part = removeFirst(written);
            while (part != null && part.isReadable()) {
                if (room == 0) {
                    left -= phase;
                    ctx.write(message, ctx.voidPromise());
                    message = beginMasked(ctx, left);
                    key = beginKey(message);
                    room = Math.min(left, MAX_MASKED_BYTES);
                    phase = 0;
                }
                int bytes = Math.min(part.readableBytes(), room);
                XorMask.appendMasked(part, bytes, message, key, phase);
                phase += bytes;
                room -= bytes;
            }
            ReferenceCountUtil.release(part);
        }
        ctx.write(message, written);
    }

    private static ByteBuf beginMasked(ChannelHandlerContext ctx, int left) {
        int length = Math.min(left, MAX_MASKED_BYTES);
        ByteBuf message = ctx.alloc().directBuffer(MAX_HEADER_BYTES + length);
        writeHeader(message, length, MASK_BIT);
        return message;
    }

    /// The key only has to be unpredictable to a script in a browser (RFC 6455 section 10.3), which
    /// an agent isn't.
    private static int beginKey(ByteBuf message) {
        int key = ThreadLocalRandom.current().nextInt();
        message.writeInt(key);
        return key;
    }

    private void writePlain(
            ChannelHandlerContext ctx, int length, int count, ChannelPromise written) {
        ByteBuf gather =
                ctx.alloc().directBuffer(Math.min(length, 4 * COPY_BELOW_BYTES) + MAX_HEADER_BYTES);
        writeHeader(gather, length, masking == Masking.NONE ? 0 : MASK_BIT);
        if (masking == Masking.KEY_0) {
            gather.writeInt(0);
        }
        for (int i = 0; i < count; i++) {
            ByteBuf part = removeFirst(written);
            if (part == null) {
                break;
            }
            if (part.readableBytes() < COPY_BELOW_BYTES) {
                gather = gather == null ? ctx.alloc().directBuffer(COPY_BELOW_BYTES) : gather;
                gather.writeBytes(part);
                part.release();
                continue;
            }
            if (gather != null) {
                ctx.write(gather, ctx.voidPromise());
                gather = null;
            }
            ctx.write(part, ctx.voidPromise());
        }
        ctx.write(gather == null ? Unpooled.EMPTY_BUFFER : gather, written);
    }

    private static void writeHeader(ByteBuf out, int length, int maskBit) {
        out.writeByte(FINAL_BINARY);
        if (length < 126) {
            out.writeByte(maskBit | length);
        } else if (length < 65_536) {
            out.writeByte(maskBit | 126).writeShort(length);
        } else {
            out.writeByte(maskBit | 127).writeLong(length);
        }
    }

    @Override
    protected ByteBuf compose(ByteBufAllocator alloc, ByteBuf cumulation, ByteBuf next) {
        return copyAndCompose(alloc, cumulation, next);
    }

    @Override
    protected ByteBuf removeEmptyValue() {
        return Unpooled.EMPTY_BUFFER;
    }
}
