package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.edge.link.LinkAcceptor;
import io.terrateam.terratunnel.edge.link.LinkUpgrade;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.util.Queue;

/// Where a visitor's connection becomes a link, or is refused to.
///
/// Thread: the visitor's loop. Owns: nothing; what came behind the request is in `pending`, which
/// belongs to the handler.
final class Http1LinkDoor implements LinkAcceptor.HttpSide {

    private final Channel channel;
    private final VisitorServices services;
    private final Http1Visitor visitor;
    private final Http1VisitorHandler handler;
    private final Queue<Object> pending;

    Http1LinkDoor(
            Channel channel,
            VisitorServices services,
            Http1Visitor visitor,
            Http1VisitorHandler handler,
            Queue<Object> pending) {
        this.channel = channel;
        this.services = services;
        this.visitor = visitor;
        this.handler = handler;
        this.pending = pending;
    }

    /// Whether a request asks for a link.
    static boolean isMeantBy(HttpRequest next, String path) {
        boolean door = path.equals(LinkHandshake.PATH) || path.startsWith(LinkHandshake.PATH + "?");
        return door && LinkUpgrade.isWebSocket(next);
    }

    /// Asks for the link.
    void open(HttpRequest next) {
        visitor.phase(ConnectionPhase.LINK);
        visitor.deadline().unwatch();
        visitor.reading().hold();
        channel.pipeline().remove(StrictRequestDecoder.class);
        services.links().accept(channel, new LinkUpgrade(next), this);
    }

    @Override
    public void answerAndClose(FullHttpResponse refusal) {
        visitor.deadline().watch(channel.eventLoop());
        handler.releasePending();
        visitor.refuseLink(refusal);
    }

    @Override
    public void makeWay(FullHttpResponse switching, Runnable ready) {
        ChannelPipeline pipeline = channel.pipeline();
        channel.writeAndFlush(switching, channel.voidPromise());
        pipeline.remove(visitor.encoder());
        ready.run();
        // What the agent sent right behind its request, but not the request's own end marker.
        ChannelHandlerContext mine = pipeline.context(handler);
        while (!pending.isEmpty()) {
            Object early = pending.remove();
            if (early instanceof ByteBuf) {
                mine.fireChannelRead(early);
            } else {
                ReferenceCountUtil.release(early);
            }
        }
        pipeline.remove(handler);
    }
}
