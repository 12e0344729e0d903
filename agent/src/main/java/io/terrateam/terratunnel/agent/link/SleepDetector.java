package io.terrateam.terratunnel.agent.link;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Notices that the machine slept: a timer fires late, or the wall clock jumped against the
/// monotonic one (which stands still during sleep on Linux).
///
/// Thread: one; [#tick] is called by a timer of [#PERIOD].
public final class SleepDetector {

    /// How often to call [#tick].
    public static final Duration PERIOD = Duration.ofSeconds(2);

    /// What is still taken for an ordinary delay.
    public static final Duration TOLERANCE = Duration.ofSeconds(3);

    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private long lastNanos;
    private long lastWallMillis;

    /// Starts to watch.
    ///
    /// @param nanoTime the monotonic clock
    /// @param wallMillis the wall clock
    public SleepDetector(LongSupplier nanoTime, LongSupplier wallMillis) {
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
        this.lastNanos = nanoTime.getAsLong();
        this.lastWallMillis = wallMillis.getAsLong();
    }

    /// Whether the machine seems to have slept since the last call.
    public boolean tick() {
        long nanos = nanoTime.getAsLong();
        long wall = wallMillis.getAsLong();
        long elapsedMillis = (nanos - lastNanos) / 1_000_000;
        long wallElapsedMillis = wall - lastWallMillis;
        lastNanos = nanos;
        lastWallMillis = wall;
        boolean late = elapsedMillis > PERIOD.plus(TOLERANCE).toMillis();
        boolean jumped = Math.abs(wallElapsedMillis - elapsedMillis) > TOLERANCE.toMillis();
        return late || jumped;
    }
}
