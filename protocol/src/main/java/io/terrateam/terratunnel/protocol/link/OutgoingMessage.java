package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractCoalescingBufferQueue;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.ThreadLocalRandom;

/// What has been written to a link since its last flush, and how it becomes one WebSocket message.
///
/// Small parts are copied together, so that the kernel gets few pieces; large ones go unmasked
/// without a copy (edge) or are copied and masked in one pass (agent).
///
/// Thread: the channel's loop. Owns: the buffers until they are written. Spec: RFC 6455 section
/// 5.2.
final class OutgoingMessage extends AbstractCoalescingBufferQueue {

    private static final int COPY_BELOW_BYTES = 2048;
    private static final int MAX_HEADER_BYTES = 14;
    private static final int FINAL_BINARY = 0x82;
    private static final int MASK_BIT = 0x80;

    private final boolean masked;

    OutgoingMessage(Channel channel, boolean masked) {
        super(channel, 16);
        this.masked = masked;
    }

    /// Writes everything as one message; the promises of all parts complete with its last byte.
    void writeTo(ChannelHandlerContext ctx) {
        ChannelPromise written = ctx.newPromise();
        if (masked) {
            ctx.write(maskedMessage(ctx.alloc(), written), written);
        } else {
            writePlain(ctx, written);
        }
    }

    private ByteBuf maskedMessage(ByteBufAllocator alloc, ChannelPromise written) {
        int length = readableBytes();
        // The key only has to be unpredictable to a script in a browser (RFC 6455 section 10.3),
        // which an agent isn't.
        int key = ThreadLocalRandom.current().nextInt();
        ByteBuf message = alloc.directBuffer(MAX_HEADER_BYTES + length);
        writeHeader(message, length, MASK_BIT);
        message.writeInt(key);
        long phase = 0;
        while (!isEmpty()) {
            ByteBuf part = removeFirst(written);
            if (part == null) {
                break;
            }
            int partBytes = part.readableBytes();
            XorMask.appendMasked(part, message, key, phase);
            phase += partBytes;
            part.release();
        }
        return message;
    }

    private void writePlain(ChannelHandlerContext ctx, ChannelPromise written) {
        int length = readableBytes();
        ByteBuf gather =
                ctx.alloc().directBuffer(Math.min(length, 4 * COPY_BELOW_BYTES) + MAX_HEADER_BYTES);
        writeHeader(gather, length, 0);
        while (!isEmpty()) {
            ByteBuf part = removeFirst(written);
            if (part == null) {
                break;
            }
            if (part.readableBytes() < COPY_BELOW_BYTES) {
                if (gather == null) {
                    gather = ctx.alloc().directBuffer(COPY_BELOW_BYTES);
                }
                gather.writeBytes(part);
                part.release();
                continue;
            }
            if (gather != null) {
                ctx.write(gather, ctx.voidPromise());
                gather = null;
            }
            if (isEmpty()) {
                ctx.write(part, written);
                return;
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
