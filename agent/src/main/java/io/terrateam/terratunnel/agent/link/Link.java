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

/// One link that is up, until it is not.
///
/// Thread: the channel's loop. Owns: the channel. Spec: RFC 9113 section 6.8 (GOAWAY in two steps),
/// RFC 6455 section 7.
public final class Link extends ChannelInboundHandlerAdapter implements LinkStreams.Observer {

    /// Hears of the two ends that a link can have.
    public interface Listener {
        /// The server takes no new exchanges over this link; those that run go on.
        void goneAway(Link link, String reason);

        /// The link is closed; the last call.
        void closed(Link link, String reason);
    }

    /// Streams that the edge opened before it saw our GOAWAY still arrive within this time.
    private static final long LATE_STREAM_MILLIS = 250;

    private static final int NORMAL_CLOSURE = 1000;

    private final Channel channel;
    private final LinkGrant grant;
    private final Listener listener;
    private final LongSupplier nanoTime;
    private final long openedNanos;

    private @Nullable Http2ConnectionHandler http2;
    private @Nullable Liveness liveness;
    private String reason = "the connection to the server was lost";
    private boolean finishing;
    private boolean lateStreamsIn;
    private boolean closed;

    Link(Channel channel, LinkGrant grant, Listener listener, LongSupplier nanoTime) {
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

    /// Where visitors go.
    public String publicUrl() {
        return grant.publicUrl();
    }

    /// Its id in the server's audit log.
    public String id() {
        return grant.linkId();
    }

    /// Gets an anonymous tunnel back after a reconnect; null for others.
    public @Nullable String resume() {
        return grant.resume();
    }

    /// How long it has been up.
    public Duration upFor() {
        return Duration.ofNanos(nanoTime.getAsLong() - openedNanos);
    }

    /// Asks the server at once whether it is still there; a link without an answer within `limit`
    /// is closed.
    public void probeNow(Duration limit) {
        if (liveness != null) {
            liveness.probeNow(limit);
        }
    }

    /// Takes no new exchanges and closes when those that run have ended; says so to the server.
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

    /// Closes when the exchanges that run have ended; for a link whose server said GOAWAY.
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

    /// Ends the link with a close frame; exchanges that still run are broken off.
    public void close(int code, String text) {
        WebSocketCodec.close(channel, code, text);
    }

    /// Ends the link without a word.
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
