package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The streams of one link: each becomes an [Exchange].
///
/// Thread: the link's loop. Limits: the link's `MAX_CONCURRENT_STREAMS`, enforced by the HTTP/2
/// decoder; silent origins are looked for once a second, or more often where the time limit is
/// short. Spec: RFC 9113.
public final class LinkStreams extends Http2EventAdapter
        implements Http2RemoteFlowController.Listener {

    /// Hears what concerns the whole link.
    public interface Observer {
        /// The edge takes no more streams over this link.
        ///
        /// @param reason its debug text, possibly empty
        void goneAway(String reason);

        /// A stream ended.
        ///
        /// @param left how many are open still
        void streamEnded(int left);
    }

    private static final long MAX_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MIN_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MAX_REASON_BYTES = 256;

    private final Forwarding forwarding;
    private final Observer observer;
    private final long sweepNanos;

    private @Nullable Http2ConnectionHandler http2;
    private Http2Connection.@Nullable PropertyKey exchangeKey;
    private @Nullable TurnFlusher flusher;
    private boolean sweeping;

    /// Streams of a link that is about to open; [#attach] completes it.
    public LinkStreams(Forwarding forwarding, Observer observer) {
        this.forwarding = forwarding;
        this.observer = observer;
        this.sweepNanos =
                Math.clamp(forwarding.originTimeoutNanos() / 8, MIN_SWEEP_NANOS, MAX_SWEEP_NANOS);
    }

    /// Joins this listener and the handler that was made with it, before any frame is read.
    public void attach(Http2ConnectionHandler handler) {
        http2 = handler;
        exchangeKey = handler.connection().newKey();
        handler.connection().addListener(this);
        handler.connection().remote().flowController().listener(this);
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
        onHeadersRead(ctx, streamId, head, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers head,
            int padding,
            boolean endOfStream) {
        Http2ConnectionHandler handler = handler();
        Http2Stream stream = handler.connection().stream(streamId);
        if (stream == null) {
            return;
        }
        Exchange known = exchange(stream);
        if (known != null) {
            known.requestTrailers(head);
            return;
        }
        if (flusher == null) {
            flusher = new TurnFlusher(ctx.channel());
        }
        LinkStream side = new Http2LinkStream(handler, ctx, flusher, stream);
        Exchange exchange = new Exchange(forwarding, side, head, endOfStream);
        stream.setProperty(key(), exchange);
        exchange.start();
        sweepLater(ctx);
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endOfStream) {
        Http2Stream stream = handler().connection().stream(streamId);
        Exchange exchange = stream == null ? null : exchange(stream);
        return exchange == null
                ? data.readableBytes() + padding
                : exchange.requestData(data, padding, endOfStream);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
        Http2Stream stream = handler().connection().stream(streamId);
        Exchange exchange = stream == null ? null : exchange(stream);
        if (exchange != null) {
            exchange.cancelled("the visitor left");
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Exchange exchange = exchange(stream);
        if (exchange != null) {
            exchange.cancelled("the link was lost");
        }
    }

    @Override
    public void onStreamRemoved(Http2Stream stream) {
        observer.streamEnded(handler().connection().numActiveStreams());
    }

    @Override
    public void onGoAwayRead(
            ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
        int length = Math.min(debugData.readableBytes(), MAX_REASON_BYTES);
        observer.goneAway(
                debugData.toString(debugData.readerIndex(), length, StandardCharsets.UTF_8));
    }

    @Override
    public void writabilityChanged(Http2Stream stream) {
        Exchange exchange = exchange(stream);
        if (exchange != null) {
            exchange.streamWritabilityChanged();
        }
    }

    private void sweepLater(ChannelHandlerContext ctx) {
        if (!sweeping) {
            sweeping = true;
            ctx.executor().schedule(() -> sweep(ctx), sweepNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void sweep(ChannelHandlerContext ctx) {
        sweeping = false;
        long now = forwarding.nanoTime().getAsLong();
        try {
            handler()
                    .connection()
                    .forEachActiveStream(stream -> {
                        Exchange exchange = exchange(stream);
                        if (exchange != null) {
                            exchange.checkTimeout(now);
                        }
                        return true;
                    });
        } catch (Http2Exception failure) {
            handler().onError(ctx, true, failure);
        }
        boolean idleConnections = forwarding.origin().sweep();
        if (idleConnections || handler().connection().numActiveStreams() > 0) {
            sweepLater(ctx);
        }
    }

    private @Nullable Exchange exchange(Http2Stream stream) {
        return stream.getProperty(key());
    }

    private Http2Connection.PropertyKey key() {
        if (exchangeKey == null) {
            throw new IllegalStateException("link streams: not attached");
        }
        return exchangeKey;
    }

    private Http2ConnectionHandler handler() {
        if (http2 == null) {
            throw new IllegalStateException("link streams: not attached");
        }
        return http2;
    }
}
