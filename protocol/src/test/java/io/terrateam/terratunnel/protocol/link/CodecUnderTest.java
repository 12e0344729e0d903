package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// A [WebSocketCodec] in a channel: what comes in and goes out, in plain sight.
final class CodecUnderTest implements AutoCloseable {

    final EmbeddedChannel channel;
    final List<Object> events = new ArrayList<>();

    CodecUnderTest(WebSocketCodec.Role role) {
        this(new WebSocketCodec(role));
    }

    CodecUnderTest(WebSocketFrames codec) {
        channel =
                new EmbeddedChannel(
                        codec,
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void userEventTriggered(
                                    ChannelHandlerContext ctx, Object event) {
                                events.add(event);
                            }
                        });
    }

    /// The peer's bytes arrive in these pieces, as far as the channel is still open.
    CodecUnderTest receives(byte[]... pieces) {
        for (byte[] piece : pieces) {
            if (channel.isOpen()) {
                channel.writeInbound(buffer(piece));
            }
        }
        return this;
    }

    /// Bytes from the allocator, so that leaks are found.
    ByteBuf buffer(byte... bytes) {
        return channel.alloc().buffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    ChannelFuture writes(byte... payload) {
        return channel.write(buffer(payload));
    }

    /// All link bytes that were handed on since the last call.
    byte[] payload() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            append(part, all);
        }
        return all.toByteArray();
    }

    /// All socket bytes that were written since the last call.
    byte[] socketBytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            append(part, all);
        }
        return all.toByteArray();
    }

    /// The frames that were written since the last call.
    List<Frame> frames() {
        return Frame.parse(socketBytes());
    }

    private static void append(ByteBuf part, ByteArrayOutputStream all) {
        byte[] bytes = new byte[part.readableBytes()];
        part.readBytes(bytes);
        part.release();
        all.writeBytes(bytes);
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
