package io.terrateam.terratunnel.edge.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.protocol.link.Liveness;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a link's pipeline: knows why the link ended and lets no exception get lost.
///
/// Thread: the link's loop.
final class LinkTail extends ChannelInboundHandlerAdapter {

    /// Hears the end of the link once.
    interface Ending {
        /// The link is given up because nothing was heard over it.
        void fellSilent();

        void ended(String reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LinkTail.class);

    private final Ending ending;
    private String reason = "connection lost";

    LinkTail(Ending ending) {
        this.ending = ending;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case Liveness.Dead dead -> {
                reason = "no sign of life";
                ending.fellSilent();
            }
            case WebSocketCodec.PeerClosed closed -> reason = "closed by agent " + closed.code();
            default -> {}
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ending.ended(reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof java.io.IOException) {
            reason = "connection reset";
        } else {
            LOG.error("link failed", cause);
            reason = "fault";
        }
        ctx.close();
    }
}
