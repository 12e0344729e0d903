package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.terrateam.terratunnel.protocol.link.TextMessageCodec;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Messages on their way out, one after the other: nothing may come between the pieces of one.
///
/// Short ones go out at once while the channel takes them. A long one goes out piece by piece, each
/// made when the channel can take it.
///
/// Thread: the link's loop. Owns: what waits. Limits: [#isCrowded] beyond 4 MiB of short messages;
/// long ones are counted by the budget that they were gathered in.
final class Sending {

    private static final long CROWDED_BYTES = 4L << 20;

    private final ChannelHandlerContext ctx;
    private final TurnFlusher flusher;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>(0);

    private @Nullable LongRequest begun;
    private long waitingBytes;

    Sending(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.flusher = new TurnFlusher(ctx.channel());
    }

    /// Whether so much waits that no more exchanges had better begin.
    boolean isCrowded() {
        return waitingBytes > CROWDED_BYTES;
    }

    /// Whether what is sent now leaves now.
    boolean isIdle() {
        return begun == null && waiting.isEmpty();
    }

    /// Sends a whole message.
    void send(ByteBuf message) {
        if (isIdle() && ctx.channel().isWritable()) {
            ctx.write(message, ctx.voidPromise());
            flusher.request();
        } else {
            waitingBytes += message.readableBytes();
            waiting.add(message);
        }
    }

    /// Sends a long message.
    void send(LongRequest message) {
        waiting.add(message);
        goOn();
    }

    /// Takes a long message back, unless some of it has left.
    void forget(LongRequest message) {
        if (waiting.remove(message)) {
            message.release();
        }
    }

    /// The channel may take more.
    void goOn() {
        while (ctx.channel().isWritable() && !isIdle()) {
            if (begun != null) {
                writePiece(begun);
            } else {
                switch (waiting.remove()) {
                    case LongRequest next -> begun = next;
                    case ByteBuf next -> {
                        waitingBytes -= next.readableBytes();
                        ctx.write(next, ctx.voidPromise());
                    }
                    default -> throw new IllegalStateException("neither a message nor a long one");
                }
            }
            flusher.request();
        }
    }

    private void writePiece(LongRequest message) {
        TextMessageCodec.Part piece = message.next(ctx.alloc());
        if (piece.last()) {
            begun = null;
            message.release();
        }
        ctx.write(piece, ctx.voidPromise());
    }

    /// Nothing goes out any more.
    void release() {
        if (begun != null) {
            begun.release();
            begun = null;
        }
        while (!waiting.isEmpty()) {
            switch (waiting.remove()) {
                case LongRequest message -> message.release();
                case ByteBuf message -> message.release();
                default -> throw new IllegalStateException("neither a message nor a long one");
            }
        }
        waitingBytes = 0;
    }
}
