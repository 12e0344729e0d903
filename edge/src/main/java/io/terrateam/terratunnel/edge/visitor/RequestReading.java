package io.terrateam.terratunnel.edge.visitor;

import io.netty.channel.Channel;

/// Decides when an HTTP/1.1 visitor is read: not while more than a bounded number of its bytes wait
/// for the link.
///
/// Also holds an upload to a least speed, as long as it is only the visitor that is slow.
///
/// Thread: the visitor's loop. Limits: 128 KiB wait; at least 1 KiB a second after the first 30
/// seconds.
final class RequestReading {

    private static final int PAUSE_ABOVE_BYTES = 128 << 10;
    private static final int RESUME_BELOW_BYTES = 64 << 10;
    private static final long LEAST_BYTES_PER_SECOND = 1024;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long GRACE_NANOS = 30 * SECOND_NANOS;

    private final Channel channel;

    private int waitingBytes;
    private boolean paused;
    private boolean held;
    private boolean everPaused;
    private long bodyBytes;
    private long bodyBeganNanos;

    RequestReading(Channel channel) {
        this.channel = channel;
    }

    /// A new request may come: what waits of the one before it counts no more.
    void begin() {
        waitingBytes = 0;
        bodyBytes = 0;
        everPaused = false;
        bodyBeganNanos = 0;
        paused = false;
        apply();
    }

    /// A part of the body has come; false where the visitor is too slow.
    boolean received(int bytes) {
        long now = System.nanoTime();
        if (bodyBeganNanos == 0) {
            bodyBeganNanos = now;
        }
        bodyBytes += bytes;
        waitingBytes += bytes;
        if (waitingBytes > PAUSE_ABOVE_BYTES && !paused) {
            paused = true;
            everPaused = true;
            apply();
        }
        long elapsed = now - bodyBeganNanos;
        return everPaused
                || elapsed < GRACE_NANOS
                || bodyBytes >= LEAST_BYTES_PER_SECOND * (elapsed / SECOND_NANOS);
    }

    /// Whether nothing of the body has come yet.
    boolean awaitsFirstByte() {
        return bodyBeganNanos == 0;
    }

    /// That many bytes have gone on.
    void taken(int bytes) {
        waitingBytes = Math.max(0, waitingBytes - bytes);
        if (paused && waitingBytes < RESUME_BELOW_BYTES) {
            paused = false;
            apply();
        }
    }

    /// Keeps the visitor unread for another reason, until [#letGo].
    void hold() {
        held = true;
        apply();
    }

    /// Ends [#hold].
    void letGo() {
        held = false;
        apply();
    }

    /// Whether the visitor is being read, so that silence is its own.
    boolean isReading() {
        return !paused && !held;
    }

    private void apply() {
        boolean read = isReading();
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }
}
