package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out from a connection's first bytes whether it speaks HTTP/2 with prior knowledge or
/// HTTP/1.1, and puts the right handlers in its place. Most connections say so in their first read,
/// and many carry one request only: that read is passed on as it came.
///
/// Thread: the visitor's loop. Owns: the beginning of the preface, where it came in pieces. Limits:
/// a connection that sends nothing, or only part of the preface, ends after the head time. Spec:
/// RFC 9113 section 3.4.
public final class VisitorPipeline extends ChannelInboundHandlerAdapter {

    /// User event: this visitor connection shall end as soon as what it carries is done.
    public record Drain() {}

    private static final Logger LOG = LoggerFactory.getLogger(VisitorPipeline.class);

    private static final byte[] HTTP2_PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final VisitorServices services;
    private final VisitorDeadline deadline;

    private ByteBuf begun = Unpooled.EMPTY_BUFFER;

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
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.unwatch();
        begun.release();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf first = (ByteBuf) message;
        if (begun.isReadable()) {
            first = ctx.alloc().buffer().writeBytes(begun).writeBytes(first);
            ReferenceCountUtil.release(message);
        }
        int asInPreface = commonBytes(first);
        if (asInPreface == HTTP2_PREFACE.length) {
            new Http2Visitor(ctx.channel(), services).install();
        } else if (asInPreface < first.readableBytes()) {
            Http1VisitorHandler.install(ctx.channel(), services);
        } else {
            begun.release();
            begun = first;
            deadline.await(VisitorDeadline.Awaiting.HEAD);
            return;
        }
        ctx.fireChannelRead(first);
        ctx.pipeline().remove(this);
    }

    /// How many bytes are as in the preface, until one is not.
    private static int commonBytes(ByteBuf first) {
        int most = Math.min(first.readableBytes(), HTTP2_PREFACE.length);
        int at = 0;
        while (at < most && first.getByte(first.readerIndex() + at) == HTTP2_PREFACE[at]) {
            at++;
        }
        return at;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("connection failed before its first request", cause);
        }
        ctx.close();
    }
}
