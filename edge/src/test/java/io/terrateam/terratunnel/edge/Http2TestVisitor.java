package io.terrateam.terratunnel.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetAddress;

/// A visitor that speaks HTTP/2 with prior knowledge.
final class Http2TestVisitor extends Http2Peer {

    Http2TestVisitor(int port) {
        http2 =
                new Http2ConnectionHandlerBuilder()
                        .server(false)
                        .initialSettings(Http2Settings.defaultSettings())
                        .frameListener(this)
                        .validateHeaders(false)
                        .gracefulShutdownTimeoutMillis(0)
                        .build();
        channel =
                new Bootstrap()
                        .group(LOOPS)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel fresh) {
                                        fresh.pipeline().addLast(http2);
                                    }
                                })
                        .connect(InetAddress.getLoopbackAddress(), port)
                        .syncUninterruptibly()
                        .channel();
    }

    int asks(String tunnel, String path) {
        return opens(head("GET", tunnel, path), true);
    }

    int opens(Http2Headers head, boolean ends) {
        int[] id = new int[1];
        run(ctx -> {
            id[0] = http2.connection().local().incrementAndGetNextStreamId();
            http2.encoder().writeHeaders(ctx, id[0], head, 0, ends, ctx.newPromise());
        });
        return id[0];
    }

    static Http2Headers head(String method, String tunnel, String path) {
        return new DefaultHttp2Headers(false)
                .method(method)
                .scheme("http")
                .authority(tunnel + ".example.test")
                .path(path);
    }
}
