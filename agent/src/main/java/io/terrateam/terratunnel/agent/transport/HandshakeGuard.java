package io.terrateam.terratunnel.agent.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/// Does a TLS handshake on a fresh channel, and keeps its failure from going down the pipeline as
/// well.
///
/// Thread: the channel's loop. Failure: the future fails and the channel is closed.
public final class HandshakeGuard extends ChannelInboundHandlerAdapter {

    /// A guard; remove it when the handshake is over.
    public HandshakeGuard() {}

    /// Shakes hands; the future's channel has nothing but TLS in its pipeline.
    public static Future<Channel> handshake(Channel channel, SslHandler tls) {
        HandshakeGuard guard = new HandshakeGuard();
        Promise<Channel> done = channel.eventLoop().newPromise();
        channel.pipeline().addLast(tls, guard);
        channel.config().setAutoRead(true);
        tls.handshakeFuture()
                .addListener(shaken -> {
                    if (shaken.isSuccess()) {
                        channel.pipeline().remove(guard);
                        done.trySuccess(channel);
                    } else {
                        channel.close();
                        done.tryFailure(shaken.cause());
                    }
                });
        return done;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The handshake's future tells it.
    }
}
