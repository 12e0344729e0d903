package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One end's HTTP/2 handler with or without a [DataFrameCutter] in front, and what it hears.
final class CutterUnderTest extends Http2EventAdapter implements AutoCloseable {

    /// Streams that an edge's end has opened before anything comes.
    static final int STREAMS = 4;

    final List<String> heard = new ArrayList<>();
    final Map<Integer, ByteArrayOutputStream> data = new TreeMap<>();
    private final EmbeddedChannel channel;
    private final Http2ConnectionHandler http2;
    private int largestRead;

    CutterUnderTest(WebSocketCodec.Role role, boolean cutting) {
        LinkLimits limits = LinkLimits.DEFAULT;
        boolean edge = role == WebSocketCodec.Role.EDGE;
        http2 =
                edge
                        ? LinkHttp2.edgeRole(limits, this, stream -> false)
                        : LinkHttp2.agentRole(limits, this);
        ChannelHandler cutter =
                edge
                        ? DataFrameCutter.withoutPreface(limits)
                        : DataFrameCutter.behindPreface(limits);
        channel =
                new EmbeddedChannel(
                        cutting ? cutter : new ChannelInboundHandlerAdapter(), new Sizes(), http2);
        for (int i = 0; edge && i < STREAMS; i++) {
            Http2Headers head =
                    new DefaultHttp2Headers().method("GET").path("/").scheme("http").authority("a");
            ChannelHandlerContext ctx = channel.pipeline().context(http2);
            http2.encoder().writeHeaders(ctx, 2 * i + 1, head, 0, true, ctx.newPromise());
        }
    }

    /// The bytes come cut before these positions.
    void receives(byte[] stream, List<Integer> cuts) {
        int at = 0;
        for (int cut : cuts) {
            receives(stream, at, cut);
            at = cut;
        }
        receives(stream, at, stream.length);
    }

    private void receives(byte[] stream, int from, int to) {
        if (channel.isOpen()) {
            channel.writeInbound(channel.alloc().buffer().writeBytes(stream, from, to - from));
            channel.runPendingTasks();
        }
    }

    /// The bytes of the streams' bodies, in hexadecimal digits.
    Map<Integer, String> bodies() {
        Map<Integer, String> bodies = new TreeMap<>();
        data.forEach((id, bytes) -> bodies.put(id, ByteBufUtil.hexDump(bytes.toByteArray())));
        return bodies;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /// What the peer may still send on this stream, by our books.
    int window(int streamId) {
        var stream = http2.connection().stream(streamId);
        return stream == null ? -1 : http2.connection().local().flowController().windowSize(stream);
    }

    int largestRead() {
        return largestRead;
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int streamId, ByteBuf lent, int padding, boolean ends) {
        byte[] bytes = ByteBufUtil.getBytes(lent);
        data.computeIfAbsent(streamId, id -> new ByteArrayOutputStream()).writeBytes(bytes);
        if (ends) {
            heard.add("end " + streamId);
        }
        return padding; // the rest stays out of the window
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ends) {
        onHeadersRead(ctx, streamId, headers, padding, ends);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers h, int padding, boolean ends) {
        heard.add("headers " + streamId + " " + h + " " + ends + bodyBefore(streamId));
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long code) {
        heard.add("reset " + streamId + " " + code + bodyBefore(streamId));
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
        heard.add("settings " + settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long number) {
        heard.add("ping " + number);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int more) {
        heard.add("window " + streamId + " " + more);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int last, long code, ByteBuf debug) {
        heard.add("goaway " + last + " " + code + " " + ByteBufUtil.hexDump(debug));
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf lent) {
        heard.add("unknown " + type + " " + streamId + " " + flags + ByteBufUtil.hexDump(lent));
    }

    /// How much of a body was there before a frame that is not DATA.
    private String bodyBefore(int streamId) {
        ByteArrayOutputStream body = data.get(streamId);
        return " after " + (body == null ? 0 : body.size());
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }

    /// Sees how large the pieces are that reach the HTTP/2 handler.
    private final class Sizes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            largestRead = Math.max(largestRead, ((ByteBuf) message).readableBytes());
            ctx.fireChannelRead(message);
        }
    }
}
