package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Both ends of a link, back to back in one thread.
final class LinkedPair implements AutoCloseable {

    final End edge;
    final End agent;

    LinkedPair(LinkLimits limits) {
        edge = new End(WebSocketCodec.Role.EDGE, limits);
        agent = new End(WebSocketCodec.Role.AGENT, limits);
        carry();
    }

    /// Carries bytes both ways until there are none.
    void carry() {
        boolean moved;
        do {
            moved = move(edge, agent);
            moved |= move(agent, edge);
        } while (moved);
    }

    private static boolean move(End from, End to) {
        from.channel.runPendingTasks();
        from.channel.flush();
        boolean moved = false;
        for (ByteBuf part = from.channel.readOutbound();
                part != null;
                part = from.channel.readOutbound()) {
            moved |= part.isReadable();
            if (to.channel.isOpen()) {
                from.sent.writeBytes(ByteBufUtil.getBytes(part));
                to.channel.writeInbound(part);
            } else {
                part.release();
            }
        }
        return moved;
    }

    @Override
    public void close() {
        edge.channel.finishAndReleaseAll();
        agent.channel.finishAndReleaseAll();
    }

    /// One end: what it hears, as lines, and what a test makes it do.
    static final class End extends Http2EventAdapter {
        final EmbeddedChannel channel;
        final Http2ConnectionHandler http2;
        final List<String> heard = new ArrayList<>();
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Http2Settings settings = new Http2Settings();
        long dataBytes;
        boolean resetsEverything;
        boolean takesData = true;

        End(WebSocketCodec.Role role, LinkLimits limits) {
            boolean isEdge = role == WebSocketCodec.Role.EDGE;
            http2 =
                    isEdge
                            ? LinkHttp2.edgeRole(limits, this, stream -> false)
                            : LinkHttp2.agentRole(limits, this);
            channel = new EmbeddedChannel(new WebSocketCodec(role), http2);
        }

        ChannelHandlerContext context() {
            return channel.pipeline().context(http2);
        }

        int opens(Http2Headers head, boolean ends) {
            int id = http2.connection().local().incrementAndGetNextStreamId();
            sendsHead(id, head, ends);
            return id;
        }

        void sendsHead(int id, Http2Headers head, boolean ends) {
            http2.encoder().writeHeaders(context(), id, head, 0, ends, context().newPromise());
        }

        void sendsData(int id, String text, boolean ends) {
            sendsData(id, text.getBytes(StandardCharsets.US_ASCII), ends);
        }

        void sendsData(int id, byte[] bytes, boolean ends) {
            ByteBuf data = channel.alloc().buffer().writeBytes(bytes);
            http2.encoder().writeData(context(), id, data, 0, ends, context().newPromise());
        }

        /// An empty DATA frame, which Netty's encoder would keep to itself.
        void sendsEmptyFrame(int id) {
            http2.encoder()
                    .frameWriter()
                    .writeData(
                            context(),
                            id,
                            channel.alloc().buffer(1),
                            0,
                            false,
                            context().newPromise());
        }

        void resets(int id, Http2Error error) {
            http2.resetStream(context(), id, error.code(), context().newPromise());
        }

        int windowOfConnection() {
            Http2Stream whole = http2.connection().connectionStream();
            return http2.connection().remote().flowController().windowSize(whole);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings read) {
            settings.copyFrom(read);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean ends) {
            StringBuilder line = new StringBuilder("head ").append(id);
            head.forEach(f -> line.append(' ').append(f.getKey()).append('=').append(f.getValue()));
            heard.add(line + (ends ? " end" : ""));
            if (resetsEverything) {
                resets(id, Http2Error.CANCEL);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int id,
                Http2Headers head,
                int streamDependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean ends) {
            onHeadersRead(ctx, id, head, padding, ends);
        }

        @Override
        public int onDataRead(
                ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends) {
            String text =
                    data.readableBytes() < 20
                            ? data.toString(StandardCharsets.US_ASCII)
                            : data.readableBytes() + " bytes";
            dataBytes += data.readableBytes();
            heard.add("data " + id + " " + text + (ends ? " end" : ""));
            return takesData ? data.readableBytes() + padding : padding;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
            heard.add("reset " + id + " " + Http2Error.valueOf(errorCode));
        }

        @Override
        public void onGoAwayRead(
                ChannelHandlerContext ctx, int lastId, long errorCode, ByteBuf debugData) {
            heard.add("goaway " + Http2Error.valueOf(errorCode));
        }
    }

    static Http2Headers request(String path) {
        return new DefaultHttp2Headers()
                .method("GET")
                .scheme("http")
                .authority("a.example")
                .path(path);
    }

    static Http2Headers status(String status) {
        return new DefaultHttp2Headers().status(status);
    }
}
