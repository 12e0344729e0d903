package io.terrateam.terratunnel.control.audit;

import java.time.Clock;
import java.time.Duration;

/// Keeps strangers from filling the log with refusals: [#PER_WINDOW] a minute are written down, the
/// others counted.
///
/// Thread: any; one short lock, nothing is called while it is held.
final class RefusalRate {
    static final int PER_WINDOW = 300;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private long windowStartMillis = Long.MIN_VALUE;
    private int written;
    private long leftOut;

    RefusalRate(Clock clock) {
        this.clock = clock;
    }

    /// What to do with one refusal.
    ///
    /// @param write whether it is written down
    /// @param leftOutBefore how many were not since the last one that was
    record Decision(boolean write, long leftOutBefore) {}

    synchronized Decision decide() {
        long now = clock.millis();
        boolean isOver =
                windowStartMillis == Long.MIN_VALUE
                        || Math.abs(now - windowStartMillis) >= WINDOW.toMillis();
        if (isOver) {
            windowStartMillis = now;
            written = 0;
        }
        if (written >= PER_WINDOW) {
            leftOut++;
            return new Decision(false, 0);
        }
        written++;
        long before = leftOut;
        leftOut = 0;
        return new Decision(true, before);
    }
}
