package io.terrateam.terratunnel.cli.requestlog;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of bodies the request log may hold in memory at once, all exchanges together.
///
/// Thread: any.
final class CaptureBudget {
    private final AtomicLong left;

    CaptureBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /// Takes up to `wanted` bytes.
    ///
    /// @return how many were granted: all or nothing
    int take(int wanted) {
        if (left.addAndGet(-wanted) >= 0) {
            return wanted;
        }
        left.addAndGet(wanted);
        return 0;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
