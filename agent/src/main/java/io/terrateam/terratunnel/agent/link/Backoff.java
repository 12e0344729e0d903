package io.terrateam.terratunnel.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next dial: at once after a link that had been up, then exponentially
/// with full jitter.
///
/// The ceiling stays at a second for the first [#RESTART_TRIES], about half a minute: most outages
/// are a server being restarted, and it should not be waited for longer than it takes.
///
/// Thread: one. Limits: ceilings from 0.2 s to 1 s, after that doubling to 15 s; a server's
/// `Retry-After` counts up to a minute.
public final class Backoff {

    /// Ceiling of the first wait.
    public static final Duration FIRST = Duration.ofMillis(200);

    /// Ceiling while the server is probably only being restarted.
    public static final Duration RESTART = Duration.ofSeconds(1);

    /// So many tries in a row are made before the server counts as away for longer.
    public static final int RESTART_TRIES = 60;

    /// Ceiling of every late wait.
    public static final Duration MAX = Duration.ofSeconds(15);

    /// Longest `Retry-After` that is honoured.
    public static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(60);

    /// A link that ends sooner counts as a failed try: a server that accepts and drops must not be
    /// dialled in a loop.
    public static final Duration COUNTS_AS_UP = Duration.ofSeconds(2);

    private final RandomGenerator random;
    private int failures;

    /// No failure yet.
    ///
    /// @param random decides within each ceiling
    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// Failed tries in a row.
    public int failuresInARow() {
        return failures;
    }

    /// A dial failed. Returns how long to wait.
    ///
    /// @param retryAfter what the server asked for, zero if nothing
    public Duration failed(Duration retryAfter) {
        failures++;
        Duration own = jittered();
        Duration asked = retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter;
        return own.compareTo(asked) > 0 ? own : asked;
    }

    /// A link ended. Returns how long to wait.
    ///
    /// @param upFor how long it had been up
    public Duration lost(Duration upFor) {
        if (upFor.compareTo(COUNTS_AS_UP) >= 0) {
            failures = 0;
            return Duration.ZERO;
        }
        return failed(Duration.ZERO);
    }

    private Duration jittered() {
        long ceiling =
                failures <= RESTART_TRIES
                        ? doubled(FIRST, failures - 1, RESTART)
                        : doubled(RESTART, failures - RESTART_TRIES, MAX);
        return Duration.ofNanos(random.nextLong(ceiling + 1));
    }

    private static long doubled(Duration from, int times, Duration atMost) {
        return Math.min(atMost.toNanos(), from.toNanos() << Math.min(times, 10));
    }
}
