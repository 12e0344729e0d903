package io.terrateam.terratunnel.agent.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.terrateam.terratunnel.protocol.v1.V1;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Notices that the server of a link of version 1 is gone, or has forgotten it.
///
/// It stands in front of the WebSocket and watches for bytes: after a quiet time it asks with a
/// ping, and without a byte within the time for an answer the link is dead. A server that answers
/// pings may still have dropped the tunnel, as the original does after a message that it can't
/// read: it sends keepalives no more. It sends none either while messages come from here.
///
/// Thread: the channel's loop. Limits: a ping after ten seconds, the end after fifteen more; the
/// end after [V1#KEEPALIVE_LIMIT] without a message in either direction. Spec: RFC 6455 section
/// 5.5.2.
final class V1Liveness extends ChannelInboundHandlerAdapter {

    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long ANSWER_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long TICK_MILLIS = 500;

    private final LongSupplier nanoTime;
    private final Runnable ping;
    private final Consumer<String> dead;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ScheduledFuture<?> timer;
    private long lastReadNanos;
    private long lastMessageNanos;
    private long pingSentNanos;
    private long answerNanos;
    private boolean asked;

    /// @param ping sends one
    /// @param dead ends the link, for the reason that it is given
    V1Liveness(LongSupplier nanoTime, Runnable ping, Consumer<String> dead) {
        this.nanoTime = nanoTime;
        this.ping = ping;
        this.dead = dead;
    }

    /// A message went in either direction.
    void messagePassed() {
        lastMessageNanos = nanoTime.getAsLong();
    }

    /// Whether the last ping has been followed by bytes.
    boolean isAnswered() {
        return !asked;
    }

    /// Asks at once, and waits only `limit` for an answer.
    void probeNow(Duration limit) {
        ask(nanoTime.getAsLong(), limit.toNanos());
        if (ctx != null) {
            ctx.executor().schedule(this::check, limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        lastReadNanos = nanoTime.getAsLong();
        lastMessageNanos = lastReadNanos;
        timer =
                ctx.executor()
                        .scheduleWithFixedDelay(
                                this::check, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
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

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastReadNanos = nanoTime.getAsLong();
        asked = false;
        ctx.fireChannelRead(message);
    }

    private void check() {
        long now = nanoTime.getAsLong();
        if (timer == null || ctx == null) {
            return;
        }
        if (!ctx.channel().config().isAutoRead()) {
            // What waits in the socket has not been looked at.
            lastReadNanos = now;
            lastMessageNanos = now;
            asked = false;
        } else if (asked && now - pingSentNanos >= answerNanos) {
            end("the server fell silent");
        } else if (now - lastMessageNanos >= V1.KEEPALIVE_LIMIT.toNanos()) {
            end("the server sent no keepalive for " + V1.KEEPALIVE_LIMIT.toSeconds() + " s");
        } else if (!asked && now - lastReadNanos >= QUIET_NANOS) {
            ask(now, ANSWER_NANOS);
        }
    }

    private void ask(long now, long limitNanos) {
        asked = true;
        pingSentNanos = now;
        answerNanos = limitNanos;
        ping.run();
    }

    private void end(String reason) {
        stopTimer();
        dead.accept(reason);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
