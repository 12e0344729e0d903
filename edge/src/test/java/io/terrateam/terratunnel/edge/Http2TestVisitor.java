package io.terrateam.terratunnel.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetAddress;

/// A visitor that speaks HTTP/2 with prior knowledge.
final class Http2TestVisitor extends Http2Peer {

    private final Http2FrameReader reader = new DefaultHttp2FrameReader(false);

    Http2TestVisitor(int port) {
        Http2Connection connection = new DefaultHttp2Connection(false);
        Http2ConnectionEncoder encoder =
                new DefaultHttp2ConnectionEncoder(connection, new DefaultHttp2FrameWriter());
        http2 =
                new Http2ConnectionHandlerBuilder()
                        .codec(
                                new DefaultHttp2ConnectionDecoder(connection, encoder, reader),
                                encoder)
                        .initialSettings(Http2Settings.defaultSettings())
                        .frameListener(this)
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

    /// Opens its windows wide and leaves its socket unread.
    void readsNothingButAsksForMuch() {
        run(ctx -> {
            Http2Settings wide = new Http2Settings().initialWindowSize(1 << 30);
            http2.encoder().writeSettings(ctx, wide, ctx.newPromise());
            http2.encoder().frameWriter().writeWindowUpdate(ctx, 0, 1 << 30, ctx.newPromise());
            channel.config().setAutoRead(false);
        });
    }

    /// How large a table of header fields the edge has made us keep.
    long headerTableBytes() {
        return reader.configuration().headersConfiguration().maxHeaderTableSize();
    }

    static Http2Headers head(String method, String tunnel, String path) {
        return new DefaultHttp2Headers(false)
                .method(method)
                .scheme("http")
                .authority(tunnel + ".example.test")
                .path(path);
    }
}
