package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out from a connection's first bytes whether it speaks HTTP/2 with prior knowledge or
/// HTTP/1.1, and puts the right handlers in its pipeline.
///
/// Thread: the visitor's loop. Limits: a connection that sends nothing, or only part of the
/// preface, ends after the head time. Spec: RFC 9113 section 3.4.
public final class VisitorPipeline extends ByteToMessageDecoder {

    /// User event: this visitor connection shall end as soon as what it carries is done.
    public record Drain() {}

    private static final Logger LOG = LoggerFactory.getLogger(VisitorPipeline.class);

    private static final byte[] HTTP2_PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final VisitorServices services;
    private final VisitorDeadline deadline;

    private VisitorPipeline(Channel channel, VisitorServices services) {
        this.services = services;
        this.deadline = new VisitorDeadline(services.config().times(), inVain -> channel.close());
    }

    /// Makes a visitor connection of a channel that has just been accepted.
    public static void install(Channel channel, VisitorServices services) {
        channel.pipeline().addLast(new VisitorPipeline(channel, services));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline.watch(ctx.channel().eventLoop());
        deadline.await(VisitorDeadline.Awaiting.NEXT_REQUEST);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        deadline.unwatch();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        deadline.unwatch();
        super.channelInactive(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int seen = Math.min(in.readableBytes(), HTTP2_PREFACE.length);
        for (int i = 0; i < seen; i++) {
            if (in.getByte(in.readerIndex() + i) != HTTP2_PREFACE[i]) {
                Http1VisitorHandler.install(ctx.channel(), services);
                ctx.pipeline().remove(this);
                return;
            }
        }
        if (seen == HTTP2_PREFACE.length) {
            new Http2Visitor(ctx.channel(), services).install();
            ctx.pipeline().remove(this);
        } else {
            deadline.await(VisitorDeadline.Awaiting.HEAD);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("connection failed before its first request", cause);
        }
        ctx.close();
    }
}
