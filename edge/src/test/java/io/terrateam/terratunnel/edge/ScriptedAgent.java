package io.terrateam.terratunnel.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.link.LinkHttp2;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An agent over a real socket: the upgrade by hand, then the protocol module's HTTP/2 in the
/// agent's role.
final class ScriptedAgent extends Http2Peer {

    static final int MANY = 1_000;

    private final CompletableFuture<String> upgraded = new CompletableFuture<>();
    private volatile byte @Nullable [] bodyForAll;
    private volatile boolean echoes;
    private volatile boolean stopsUploads;

    private ScriptedAgent(int port, String upgrade, boolean speaksHttp2, int maxStreams) {
        LinkLimits usual = LinkLimits.DEFAULT;
        LinkLimits limits =
                new LinkLimits(
                        usual.streamWindowBytes(),
                        usual.connectionWindowBytes(),
                        usual.maxFrameBytes(),
                        usual.maxHeaderListBytes(),
                        maxStreams);
        http2 = LinkHttp2.agentRole(limits, this);
        http2.gracefulShutdownTimeoutMillis(0);
        channel =
                new Bootstrap()
                        .group(LOOPS)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel fresh) {
                                        fresh.pipeline().addLast(new UpgradeAnswer(speaksHttp2));
                                    }
                                })
                        .connect(InetAddress.getLoopbackAddress(), port)
                        .syncUninterruptibly()
                        .channel();
        channel.writeAndFlush(Unpooled.copiedBuffer(upgrade, StandardCharsets.US_ASCII));
    }

    static ScriptedAgent connect(int port, String tunnel, String... moreFields) throws Exception {
        return connect(port, tunnel, true, MANY, moreFields);
    }

    static ScriptedAgent connect(
            int port, String tunnel, boolean speaksHttp2, int maxStreams, String... moreFields)
            throws Exception {
        ScriptedAgent agent =
                new ScriptedAgent(port, upgrade(tunnel, moreFields), speaksHttp2, maxStreams);
        agent.upgraded.get(10, TimeUnit.SECONDS);
        return agent;
    }

    static String upgrade(String tunnel, String... moreFields) {
        String more = moreFields.length == 0 ? "" : String.join("\r\n", moreFields) + "\r\n";
        return "GET /ws HTTP/1.1\r\n"
                + "Host: example.test\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: terratunnel.v2\r\n"
                + "Terratunnel-Local-Endpoint: http://localhost:3000\r\n"
                + "Authorization: Bearer "
                + tunnel
                + "\r\n"
                + more
                + "\r\n";
    }

    /// The head of the answer to the upgrade.
    String upgradeAnswer() throws Exception {
        return upgraded.get(10, TimeUnit.SECONDS);
    }

    /// Answers every request at once with this body.
    ScriptedAgent answersAll(String body) {
        return answersAll(body.getBytes(StandardCharsets.US_ASCII));
    }

    ScriptedAgent answersAll(byte[] body) {
        bodyForAll = body;
        return this;
    }

    /// Answers every request with the body that it came with.
    ScriptedAgent echoes() {
        echoes = true;
        return this;
    }

    /// Answers every request at once without a body, and stops its upload.
    ScriptedAgent answersUploadsAtOnce() {
        stopsUploads = true;
        return this;
    }

    int awaitsRequest(String path) throws InterruptedException {
        return awaitsStream("head \\d+ \\S+ " + path + "( end)?");
    }

    @Override
    void headRead(ChannelHandlerContext ctx, int id, Http2Headers head, boolean ends) {
        byte[] body = bodyForAll;
        if (body != null) {
            write(ctx, id, status(200, "content-length", Integer.toString(body.length)), false);
            ByteBuf data = ctx.alloc().buffer(body.length + 1).writeBytes(body);
            http2.encoder().writeData(ctx, id, data, 0, true, ctx.newPromise());
        } else if (echoes) {
            write(ctx, id, status(200), ends);
        } else if (stopsUploads) {
            write(ctx, id, status(204), true);
            http2.resetStream(ctx, id, Http2Error.NO_ERROR.code(), ctx.newPromise());
        }
        ctx.channel().flush();
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends) {
        if (echoes) {
            http2.encoder().writeData(ctx, id, data.retainedDuplicate(), 0, ends, ctx.newPromise());
            ctx.channel().flush();
        }
        return super.onDataRead(ctx, id, data, padding, ends);
    }

    private void write(ChannelHandlerContext ctx, int id, Http2Headers head, boolean ends) {
        http2.encoder().writeHeaders(ctx, id, head, 0, ends, ctx.newPromise());
    }

    /// Reads the answer to the upgrade and makes way for the link.
    private final class UpgradeAnswer extends ByteToMessageDecoder {
        private final boolean speaksHttp2;

        UpgradeAnswer(boolean speaksHttp2) {
            this.speaksHttp2 = speaksHttp2;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
                throws Http2Exception {
            String text = in.toString(StandardCharsets.US_ASCII);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            in.skipBytes(end + 4);
            if (text.startsWith("HTTP/1.1 101 ") && speaksHttp2) {
                ctx.pipeline().addLast(new WebSocketCodec(WebSocketCodec.Role.AGENT), http2);
                ctx.channel().flush();
            }
            upgraded.complete(text.substring(0, end));
            if (speaksHttp2) {
                ctx.pipeline().remove(this);
            }
        }
    }
}
