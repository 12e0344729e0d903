package io.terrateam.terratunnel.protocol.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Notices within 25 seconds that the other end of a link is gone.
///
/// It watches for bytes: after a quiet time it asks, with an HTTP/2 PING or a WebSocket's, and if
/// nothing at all is read within the time for an answer, it fires [Dead] and closes the channel.
///
/// Thread: the channel's loop. One timer per link. Spec: RFC 9113 section 6.7, RFC 6455 section
/// 5.5.2.
public final class Liveness extends ChannelInboundHandlerAdapter {

    /// User event: nothing was heard in time; the channel is about to be closed.
    public record Dead() {}

    /// How long may pass.
    ///
    /// @param quiet without a byte, before a PING asks
    /// @param answer after the PING, before the link counts as dead
    public record Patience(Duration quiet, Duration answer) {
        /// Ten and fifteen seconds.
        public static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(10), Duration.ofSeconds(15));
    }

    /// What the other end answers at once if it is there.
    @FunctionalInterface
    public interface Question {
        /// Asks, and flushes.
        ///
        /// @param number how many times it has been asked
        void ask(ChannelPipeline pipeline, long number);
    }

    private final Question question;
    private final Patience patience;
    private final LongSupplier nanoTime;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ScheduledFuture<?> timer;
    private long lastReadNanos;
    private long pingSentNanos;
    private long pingNumber;
    private boolean asked;
    private long answerNanos;

    /// Watches a link with HTTP/2 inside, standing in front of its handler.
    ///
    /// @param nanoTime the monotonic clock
    public Liveness(Http2ConnectionHandler http2, Patience patience, LongSupplier nanoTime) {
        this((pipeline, number) -> ping(http2, pipeline, number), patience, nanoTime);
    }

    private static void ping(Http2ConnectionHandler http2, ChannelPipeline pipeline, long number) {
        ChannelHandlerContext ctx = pipeline.context(http2);
        if (ctx != null) {
            http2.encoder().writePing(ctx, false, number, ctx.newPromise());
            ctx.flush();
        }
    }

    /// Watches any link; to see a WebSocket's own pongs, it stands in front of the WebSocket's
    /// codec.
    ///
    /// @param nanoTime the monotonic clock
    public Liveness(Question question, Patience patience, LongSupplier nanoTime) {
        this.question = question;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /// When bytes were last read, by the monotonic clock.
    public long lastReadNanos() {
        return lastReadNanos;
    }

    /// Asks at once and waits only `limit`: for a machine that may have slept.
    public void probeNow(Duration limit) {
        ask(nanoTime.getAsLong(), limit.toNanos());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        lastReadNanos = nanoTime.getAsLong();
        waitFor(patience.quiet().toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimer();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimer();
        ctx.fireChannelInactive();
    }

    /// Call after the channel has moved to another loop: the timer moves along.
    public void moved() {
        waitFor(patience.quiet().toNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastReadNanos = nanoTime.getAsLong();
        if (asked) {
            asked = false;
            waitFor(patience.quiet().toNanos());
        }
        ctx.fireChannelRead(message);
    }

    private void check() {
        long now = nanoTime.getAsLong();
        if (asked) {
            if (now - pingSentNanos >= answerNanos) {
                die();
            } else {
                waitFor(answerNanos - (now - pingSentNanos));
            }
            return;
        }
        long quietFor = now - lastReadNanos;
        long quiet = patience.quiet().toNanos();
        if (quietFor >= quiet) {
            ask(now, patience.answer().toNanos());
        } else {
            waitFor(quiet - quietFor);
        }
    }

    private void ask(long now, long limitNanos) {
        ChannelHandlerContext mine = ctx;
        if (mine == null) {
            return;
        }
        asked = true;
        pingSentNanos = now;
        answerNanos = limitNanos;
        question.ask(mine.pipeline(), ++pingNumber);
        waitFor(limitNanos);
    }

    private void die() {
        if (ctx != null) {
            stopTimer();
            ctx.fireUserEventTriggered(new Dead());
            ctx.close();
        }
    }

    private void waitFor(long nanos) {
        stopTimer();
        if (ctx != null && ctx.channel().isRegistered()) {
            timer = ctx.channel().eventLoop().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
