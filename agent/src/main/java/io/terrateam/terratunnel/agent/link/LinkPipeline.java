package io.terrateam.terratunnel.agent.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.terrateam.terratunnel.agent.forward.Forwarding;
import io.terrateam.terratunnel.agent.forward.LinkStreams;
import io.terrateam.terratunnel.protocol.link.DataFrameCutter;
import io.terrateam.terratunnel.protocol.link.LinkHttp2;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import io.terrateam.terratunnel.protocol.link.Liveness;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;

/// Sets the pipeline of an opened link up: WebSocket, liveness, HTTP/2, and the [Link] at its end.
///
/// Thread: the channel's loop.
final class LinkPipeline {

    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final Forwarding forwarding;
    private final boolean exposed;
    private final LinkLimits limits;
    private final Link.Listener listener;

    LinkPipeline(Forwarding forwarding, LinkTerms terms, Link.Listener listener) {
        LinkLimits usual = LinkLimits.DEFAULT;
        this.forwarding = forwarding;
        this.exposed = LinkTerms.isExposed(terms.serverUrl());
        this.limits =
                new LinkLimits(
                        usual.streamWindowBytes(),
                        usual.connectionWindowBytes(),
                        usual.maxFrameBytes(),
                        usual.maxHeaderListBytes(),
                        terms.maxConcurrentStreams());
        this.listener = listener;
    }

    /// Makes `channel` a link; what is read from now on is the link's. The caller flushes once
    /// nothing else is in its way.
    Link install(Channel channel, LinkGrant grant) {
        Link link = new Link(channel, grant, listener, forwarding.nanoTime());
        LinkStreams streams = new LinkStreams(forwarding, link);
        Http2ConnectionHandler http2 = LinkHttp2.agentRole(limits, streams);
        streams.attach(http2);
        Liveness liveness = new Liveness(http2, Liveness.Patience.DEFAULT, forwarding.nanoTime());
        link.attach(http2, liveness);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        channel.pipeline()
                .addLast(codec(), liveness, DataFrameCutter.behindPreface(limits), http2, link);
        widenWindow(channel, http2);
        channel.flush();
        return link;
    }

    private WebSocketCodec codec() {
        return exposed
                ? new WebSocketCodec(WebSocketCodec.Role.AGENT)
                : WebSocketCodec.ofHiddenLink();
    }

    private void widenWindow(Channel channel, Http2ConnectionHandler http2) {
        ChannelHandlerContext ctx = channel.pipeline().context(http2);
        try {
            LinkHttp2.openConnectionWindow(ctx, limits);
        } catch (Http2Exception failure) {
            http2.onError(ctx, true, failure);
        }
    }
}
