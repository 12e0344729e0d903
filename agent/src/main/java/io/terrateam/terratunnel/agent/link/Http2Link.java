package io.terrateam.terratunnel.agent.link;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.agent.forward.LinkStreams;
import io.terrateam.terratunnel.protocol.link.Liveness;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A link of version 2.
///
/// Thread: the channel's loop. Owns: the channel. Spec: RFC 9113 section 6.8 (GOAWAY in two steps),
/// RFC 6455 section 7.
final class Http2Link extends ChannelInboundHandlerAdapter implements Link, LinkStreams.Observer {

    /// Streams that the edge opened before it saw our GOAWAY still arrive within this time.
    private static final long LATE_STREAM_MILLIS = 250;

    private static final int NORMAL_CLOSURE = 1000;

    private final Channel channel;
    private final LinkGrant grant;
    private final Link.Listener listener;
    private final LongSupplier nanoTime;
    private final long openedNanos;

    private @Nullable Http2ConnectionHandler http2;
    private @Nullable Liveness liveness;
    private String reason = "the connection to the server was lost";
    private boolean finishing;
    private boolean lateStreamsIn;
    private boolean closed;

    Http2Link(Channel channel, LinkGrant grant, Listener listener, LongSupplier nanoTime) {
        this.channel = channel;
        this.grant = grant;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.openedNanos = nanoTime.getAsLong();
    }

    void attach(Http2ConnectionHandler handler, Liveness watch) {
        http2 = handler;
        liveness = watch;
    }

    @Override
    public String publicUrl() {
        return grant.publicUrl();
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public String id() {
        return grant.linkId();
    }

    @Override
    public @Nullable String resume() {
        return grant.resume();
    }

    @Override
    public Duration upFor() {
        return Duration.ofNanos(nanoTime.getAsLong() - openedNanos);
    }

    @Override
    public void probeNow(Duration limit) {
        if (liveness != null) {
            liveness.probeNow(limit);
        }
    }

    @Override
    public void drain() {
        if (finishing || closed) {
            return;
        }
        finishing = true;
        sendGoAway(Integer.MAX_VALUE);
        channel.eventLoop()
                .schedule(this::lateStreamsAreIn, LATE_STREAM_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lateStreamsAreIn() {
        lateStreamsIn = true;
        if (http2 != null && !closed) {
            sendGoAway(http2.connection().remote().lastStreamCreated());
        }
        closeIfIdle();
    }

    private void sendGoAway(int lastStreamId) {
        ChannelHandlerContext ctx = channel.pipeline().context(Http2ConnectionHandler.class);
        if (http2 != null && ctx != null) {
            http2.goAway(
                    ctx,
                    lastStreamId,
                    Http2Error.NO_ERROR.code(),
                    Unpooled.EMPTY_BUFFER,
                    ctx.newPromise());
            ctx.flush();
        }
    }

    @Override
    public void finish() {
        finishing = true;
        lateStreamsIn = true;
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (lateStreamsIn && http2 != null && http2.connection().numActiveStreams() == 0) {
            close(NORMAL_CLOSURE, "");
        }
    }

    @Override
    public void close(int code, String text) {
        WebSocketCodec.close(channel, code, text);
    }

    @Override
    public void closeNow() {
        channel.close();
    }

    @Override
    public void goneAway(String text) {
        listener.goneAway(this, ProblemText.clean(text));
    }

    @Override
    public void streamEnded(int left) {
        if (finishing && left == 0) {
            // The last frames are written within this turn.
            channel.eventLoop().execute(this::closeIfIdle);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case WebSocketCodec.PeerClosed(int code, String text) ->
                    reason =
                            "the server closed the link ("
                                    + code
                                    + (text.isEmpty() ? "" : " " + ProblemText.clean(text))
                                    + ")";
            case Liveness.Dead() -> reason = "the server fell silent";
            default -> {}
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        reason = "the connection to the server broke: " + cause.getMessage();
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closed) {
            closed = true;
            listener.closed(this, reason);
        }
    }
}
