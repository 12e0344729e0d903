package io.terrateam.terratunnel.agent;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.transport.WebSocketKey;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.link.LinkHttp2;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A server for agents to dial: it answers upgrades as told and opens streams as a test says.
///
/// Thread: its own loop; the methods are for the test's thread.
public final class ScriptedEdge implements AutoCloseable {

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<HttpHeaders> upgrades = new LinkedBlockingQueue<>();
    private final BlockingQueue<EdgeLink> links = new LinkedBlockingQueue<>();
    private final Channel listener;
    private volatile @Nullable Function<HttpHeaders, @Nullable FullHttpResponse> refusal;
    private volatile @Nullable EdgeLink newest;
    private volatile boolean carrying;
    private volatile @Nullable String subprotocol = LinkHandshake.SUBPROTOCOL_V2;

    public ScriptedEdge() throws Exception {
        listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(1024),
                                                        new Acceptor());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public String url() {
        return "ws://127.0.0.1:" + port();
    }

    /// Answers upgrades with what `answer` returns, or accepts where it returns null.
    public void refuse(Function<HttpHeaders, @Nullable FullHttpResponse> answer) {
        refusal = answer;
    }

    /// Carries requests of visitors from now on.
    public void carry() {
        carrying = true;
    }

    public void speak(@Nullable String otherSubprotocol) {
        subprotocol = otherSubprotocol;
    }

    public HttpHeaders nextUpgrade() throws InterruptedException {
        HttpHeaders fields = upgrades.poll(5, TimeUnit.SECONDS);
        if (fields == null) {
            throw new AssertionError("no upgrade came");
        }
        return fields;
    }

    public EdgeLink nextLink() throws InterruptedException {
        EdgeLink link = links.poll(5, TimeUnit.SECONDS);
        if (link == null) {
            throw new AssertionError("no link came");
        }
        link.awaitSettings();
        return link;
    }

    public static FullHttpResponse answer(int status, String contentType, String body) {
        FullHttpResponse answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        answer.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
        return answer;
    }

    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Acceptor extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest ask) {
            if (!ask.uri().equals(LinkHandshake.PATH)) {
                visit(ctx, ask);
                return;
            }
            upgrades.add(ask.headers().copy());
            Function<HttpHeaders, @Nullable FullHttpResponse> refuse = refusal;
            FullHttpResponse refused = refuse == null ? null : refuse.apply(ask.headers());
            if (refused != null) {
                ctx.writeAndFlush(refused);
                return;
            }
            accept(ctx, ask);
        }

        /// A visitor's request through the public URL: carried only where the test wants it.
        private void visit(ChannelHandlerContext ctx, FullHttpRequest ask) {
            EdgeLink link = newest;
            if (link == null || !carrying) {
                ctx.writeAndFlush(answer(404, "text/plain", "no tunnel here"));
                return;
            }
            Http2Headers head =
                    new DefaultHttp2Headers()
                            .method(ask.method().name())
                            .scheme("http")
                            .authority(ask.headers().get(HttpHeaderNames.HOST))
                            .path(ask.uri());
            FieldRules.copyToHttp2(ask.headers(), head);
            Thread.ofVirtual().start(() -> carry(ctx, link, head));
        }

        private void carry(ChannelHandlerContext ctx, EdgeLink link, Http2Headers head) {
            try {
                Http2Headers back = link.open(head, true).head();
                FullHttpResponse told =
                        answer(Integer.parseInt(String.valueOf(back.status())), "text/plain", "");
                FieldRules.copyToHttp1(back, told.headers(), false);
                ctx.writeAndFlush(told);
            } catch (InterruptedException stopped) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        private void accept(ChannelHandlerContext ctx, FullHttpRequest ask) {
            FullHttpResponse yes =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
            String key = ask.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
            yes.headers()
                    .set(HttpHeaderNames.UPGRADE, "websocket")
                    .set(HttpHeaderNames.CONNECTION, "Upgrade")
                    .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, new WebSocketKey(key).accept())
                    .set(LinkHandshake.URL, "http://test.localhost:" + port())
                    .set(LinkHandshake.RESUME, "resume-token")
                    .set(LinkHandshake.LINK, "link-1");
            if (subprotocol != null) {
                yes.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
            }
            ctx.writeAndFlush(yes);
            EdgeLink link = new EdgeLink(ctx.channel());
            Http2ConnectionHandler http2 =
                    LinkHttp2.edgeRole(LinkLimits.DEFAULT, link, stream -> false);
            link.attach(http2);
            Channel channel = ctx.channel();
            channel.pipeline().remove(HttpObjectAggregator.class);
            channel.pipeline().remove(HttpServerCodec.class);
            channel.pipeline()
                    .addLast(new WebSocketCodec(WebSocketCodec.Role.EDGE), http2, new Deaf());
            channel.pipeline().remove(this);
            channel.flush();
            newest = link;
            links.add(link);
        }
    }

    /// Hears of no failure: links are meant to break here.
    private static final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
