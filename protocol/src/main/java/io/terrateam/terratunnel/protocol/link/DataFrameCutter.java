package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;

/// Stands in front of an HTTP/2 handler and cuts DATA frames where the socket's reads cut them.
///
/// Netty's decoder gathers each frame until it is complete, and copies all of it to do so. A frame
/// cut in two at the end of a read is complete at once: nothing is gathered, and the bytes go on as
/// slices of the read buffer. Both say the same: the pieces carry the same bytes in the same order,
/// count the same toward the windows, and only the last one ends the stream. Everything but DATA
/// passes as it came, and so does DATA that is padded or too long.
///
/// Thread: the channel's loop. Owns: at most the beginning of one frame header. Spec: RFC 9113
/// sections 4.1 and 6.1: an intermediary may split and join DATA frames.
public final class DataFrameCutter extends ChannelInboundHandlerAdapter {

    private final int maxPayloadBytes;
    private final DataFrameHeader header = new DataFrameHeader();

    private int prefaceLeft;
    private int payloadLeft;
    private boolean cutting;

    private DataFrameCutter(int maxPayloadBytes, int prefaceBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
        this.prefaceLeft = prefaceBytes;
    }

    /// In front of the handler of the end that answers streams: the peer begins with the preface.
    ///
    /// @param limits says how long a frame may be
    public static DataFrameCutter behindPreface(LinkLimits limits) {
        return new DataFrameCutter(
                limits.maxFrameBytes(), Http2CodecUtil.connectionPrefaceBuf().readableBytes());
    }

    /// In front of the handler of the end that opens streams.
    ///
    /// @param limits says how long a frame may be
    public static DataFrameCutter withoutPreface(LinkLimits limits) {
        return new DataFrameCutter(limits.maxFrameBytes(), 0);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            passPreface(ctx, in);
            if (payloadLeft > 0 || !header.isEmpty()) {
                finishFrame(ctx, in);
            }
            if (in.isReadable()) {
                passFrames(ctx, in);
            }
        } finally {
            in.release();
        }
    }

    private void passPreface(ChannelHandlerContext ctx, ByteBuf in) {
        if (prefaceLeft > 0) {
            int bytes = Math.min(prefaceLeft, in.readableBytes());
            prefaceLeft -= bytes;
            pass(ctx, in, bytes);
        }
    }

    /// Goes on with the frame that the last read ended in.
    private void finishFrame(ChannelHandlerContext ctx, ByteBuf in) {
        if (payloadLeft == 0) {
            if (!header.readFrom(in)) {
                return;
            }
            payloadLeft = header.payloadLength();
            cutting = payloadLeft > 0 && header.mayBeCut(maxPayloadBytes);
            if (!cutting) {
                ctx.fireChannelRead(header.whole(ctx.alloc()));
            }
        }
        int bytes = Math.min(payloadLeft, in.readableBytes());
        payloadLeft -= bytes;
        if (cutting && bytes > 0) {
            ctx.fireChannelRead(header.piece(ctx.alloc(), bytes, payloadLeft == 0));
        }
        pass(ctx, in, bytes);
        if (payloadLeft == 0) {
            header.clear();
        }
    }

    /// Passes on all complete frames at once, and with them what is there of the last.
    private void passFrames(ChannelHandlerContext ctx, ByteBuf in) {
        int end = in.writerIndex();
        int at = in.readerIndex();
        int next = at;
        while (end - next >= DataFrameHeader.BYTES) {
            at = next;
            next = at + DataFrameHeader.BYTES + in.getUnsignedMedium(at);
            if (next > end) {
                at = cutAt(in, at, end);
                pass(ctx, in, at - in.readerIndex());
                return;
            }
        }
        pass(ctx, in, next - in.readerIndex());
        header.readFrom(in);
    }

    /// Keeps the header of the frame at `at`, which goes on behind `end`. Returns up to where the
    /// bytes can be passed on now.
    private int cutAt(ByteBuf in, int at, int end) {
        int there = end - at - DataFrameHeader.BYTES;
        header.readFrom(in.slice(at, DataFrameHeader.BYTES));
        payloadLeft = header.payloadLength() - there;
        cutting = header.mayBeCut(maxPayloadBytes);
        if (cutting && there == 0) {
            return at;
        }
        if (cutting) {
            header.describePiece(in, at, there, false);
        }
        return end;
    }

    private static void pass(ChannelHandlerContext ctx, ByteBuf in, int bytes) {
        if (bytes > 0) {
            ctx.fireChannelRead(in.readRetainedSlice(bytes));
        }
    }
}
