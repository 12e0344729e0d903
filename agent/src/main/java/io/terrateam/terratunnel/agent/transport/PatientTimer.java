package io.terrateam.terratunnel.agent.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Time for something that the loop itself has to notice.
///
/// A loop that was busy finds a timer over before it has looked at its sockets, where the answer
/// may lie. So a timer that comes late begins anew, and one in time lets the loop look once more.
///
/// Thread: the loop.
final class PatientTimer {

    private static final long ANOTHER_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /// This late, the loop was busy, or the whole machine.
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventLoop loop;
    private final long limitNanos;
    private final Runnable timeUp;

    private @Nullable ScheduledFuture<?> scheduled;
    private long dueNanos;

    private PatientTimer(EventLoop loop, Duration limit, Runnable timeUp) {
        this.loop = loop;
        this.limitNanos = limit.toNanos();
        this.timeUp = timeUp;
    }

    /// Calls `timeUp` after `limit`, unless cancelled.
    static PatientTimer start(EventLoop loop, Duration limit, Runnable timeUp) {
        PatientTimer timer = new PatientTimer(loop, limit, timeUp);
        timer.begin();
        return timer;
    }

    void cancel() {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    private void begin() {
        dueNanos = System.nanoTime() + limitNanos;
        scheduled = loop.schedule(this::due, limitNanos, TimeUnit.NANOSECONDS);
    }

    private void due() {
        if (System.nanoTime() - dueNanos > LATE_NANOS) {
            begin();
        } else {
            scheduled = loop.schedule(timeUp, ANOTHER_LOOK_NANOS, TimeUnit.NANOSECONDS);
        }
    }
}
