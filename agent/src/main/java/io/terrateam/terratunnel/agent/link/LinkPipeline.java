package io.terrateam.terratunnel.agent.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.concurrent.Promise;
import io.terrateam.terratunnel.agent.forward.Forwarding;
import io.terrateam.terratunnel.agent.forward.LinkStreams;
import io.terrateam.terratunnel.protocol.link.DataFrameCutter;
import io.terrateam.terratunnel.protocol.link.LinkHttp2;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import io.terrateam.terratunnel.protocol.link.Liveness;
import io.terrateam.terratunnel.protocol.link.TextMessageCodec;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import io.terrateam.terratunnel.protocol.v1.V1;

/// Sets the pipeline of an opened link up: WebSocket, liveness, HTTP/2, and the [Link] at its end.
///
/// Thread: the channel's loop.
final class LinkPipeline {

    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private static final WriteBufferWaterMark V1_WATER_MARK =
            new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final Forwarding forwarding;
    private final boolean exposed;
    private final LinkLimits limits;
    private final V1Link.Shared version1;
    private final Link.Listener listener;

    LinkPipeline(V1Link.Shared version1) {
        LinkTerms terms = version1.terms();
        LinkLimits usual = LinkLimits.DEFAULT;
        this.version1 = version1;
        this.forwarding = version1.forwarding();
        this.exposed = LinkTerms.isExposed(terms.serverUrl());
        this.limits =
                new LinkLimits(
                        usual.streamWindowBytes(),
                        usual.connectionWindowBytes(),
                        usual.maxFrameBytes(),
                        usual.maxHeaderListBytes(),
                        terms.maxConcurrentStreams());
        this.listener = version1.listener();
    }

    /// Makes `channel` a link; what is read from now on is the link's. The caller flushes once
    /// nothing else is in its way.
    Link install(Channel channel, LinkGrant grant) {
        Http2Link link = new Http2Link(channel, grant, listener, forwarding.nanoTime());
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

    /// Makes `channel` a link of version 1, which completes `outcome` when it is open, or when it
    /// can't be.
    void installVersion1(Channel channel, Promise<DialOutcome> outcome) {
        V1Link link = new V1Link(channel, version1, outcome);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, V1_WATER_MARK);
        TextMessageCodec codec =
                new TextMessageCodec(
                        WebSocketCodec.Role.AGENT, V1.MAX_MESSAGE_BYTES, version1.budget());
        channel.pipeline().addLast(link.liveness(), codec, link);
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
