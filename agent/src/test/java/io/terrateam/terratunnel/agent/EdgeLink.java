package io.terrateam.terratunnel.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The edge's end of a link: opens streams and keeps what comes back on them.
public final class EdgeLink extends Http2EventAdapter {

    private final Channel channel;
    private final CompletableFuture<Void> settings = new CompletableFuture<>();
    private final CompletableFuture<Integer> goAway = new CompletableFuture<>();
    private final Map<Integer, EdgeStream> streams = new ConcurrentHashMap<>();
    private @Nullable Http2ConnectionHandler http2;

    EdgeLink(Channel channel) {
        this.channel = channel;
    }

    void attach(Http2ConnectionHandler handler) {
        http2 = handler;
    }

    void awaitSettings() throws InterruptedException {
        await(settings);
    }

    public Channel channel() {
        return channel;
    }

    /// Whether the agent said GOAWAY.
    public CompletableFuture<Integer> goAway() {
        return goAway;
    }

    /// Opens a stream.
    public EdgeStream open(Http2Headers head, boolean ended) throws InterruptedException {
        return onLoop(() -> {
            int id = handler().connection().local().incrementAndGetNextStreamId();
            EdgeStream stream = new EdgeStream(this, id);
            streams.put(id, stream);
            ChannelHandlerContext ctx = context();
            handler().encoder().writeHeaders(ctx, id, head, 0, ended, ctx.newPromise());
            channel.flush();
            return stream;
        });
    }

    void data(int id, byte[] bytes, boolean ended) throws InterruptedException {
        onLoop(() -> {
            ChannelHandlerContext ctx = context();
            handler()
                    .encoder()
                    .writeData(ctx, id, Unpooled.wrappedBuffer(bytes), 0, ended, ctx.newPromise());
            channel.flush();
            return true;
        });
    }

    void trailers(int id, Http2Headers trailers) throws InterruptedException {
        onLoop(() -> {
            ChannelHandlerContext ctx = context();
            handler().encoder().writeHeaders(ctx, id, trailers, 0, true, ctx.newPromise());
            channel.flush();
            return true;
        });
    }

    void reset(int id, long code) throws InterruptedException {
        onLoop(() -> {
            ChannelHandlerContext ctx = context();
            handler().resetStream(ctx, id, code, ctx.newPromise());
            channel.flush();
            return true;
        });
    }

    /// Bytes that were sent on a stream and still wait for its window.
    public boolean isWritable(int id) throws InterruptedException {
        return onLoop(() -> {
            Http2Stream stream = handler().connection().stream(id);
            return stream != null
                    && handler().connection().remote().flowController().isWritable(stream);
        });
    }

    void consume(int id, int bytes) throws InterruptedException {
        onLoop(() -> {
            Http2Stream stream = handler().connection().stream(id);
            if (stream != null) {
                handler().connection().local().flowController().consumeBytes(stream, bytes);
                channel.flush();
            }
            return true;
        });
    }

    /// Says GOAWAY with `text` as debug data.
    public void sayGoAway(String text) throws InterruptedException {
        onLoop(() -> {
            ChannelHandlerContext ctx = context();
            ByteBuf debug = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            handler().goAway(ctx, 0, 0, debug, ctx.newPromise());
            channel.flush();
            return true;
        });
    }

    /// Ends the link with a close frame.
    public void close(int code, String text) throws InterruptedException {
        onLoop(() -> {
            WebSocketCodec.close(channel, code, text);
            return true;
        });
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings received) {
        settings.complete(null);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers head,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream) {
        streams.get(streamId).headRead(head, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers head,
            int padding,
            boolean endOfStream) {
        streams.get(streamId).headRead(head, endOfStream);
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endOfStream) {
        return streams.get(streamId).dataRead(data, endOfStream) + padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
        streams.get(streamId).resetRead(errorCode);
    }

    @Override
    public void onGoAwayRead(
            ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
        goAway.complete(lastStreamId);
    }

    private Http2ConnectionHandler handler() {
        if (http2 == null) {
            throw new IllegalStateException("not attached");
        }
        return http2;
    }

    private ChannelHandlerContext context() {
        return channel.pipeline().context(Http2ConnectionHandler.class);
    }

    private <T> T onLoop(Callable<T> action) throws InterruptedException {
        CompletableFuture<T> done = new CompletableFuture<>();
        channel.eventLoop()
                .execute(() -> {
                    try {
                        done.complete(action.call());
                    } catch (Exception failure) {
                        done.completeExceptionally(failure);
                    }
                });
        return await(done);
    }

    static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }
}
