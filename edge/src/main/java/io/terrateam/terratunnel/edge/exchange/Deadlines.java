package io.terrateam.terratunnel.edge.exchange;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The deadlines of everything on one event loop, looked at ten times a second.
///
/// Setting a deadline is one store into a field: a timer per exchange would cost more than the
/// exchange's own bookkeeping.
///
/// Thread: one per loop, used on that loop only.
public final class Deadlines {

    /// No deadline.
    public static final long NEVER = Long.MAX_VALUE;

    private static final long SWEEP_MILLIS = 100;

    private static final FastThreadLocal<Deadlines> OF_THIS_LOOP =
            new FastThreadLocal<>() {
                @Override
                protected Deadlines initialValue() {
                    return new Deadlines();
                }
            };

    private final List<Entry> entries = new ArrayList<>();
    private boolean sweeping;

    /// Something with a deadline.
    public abstract static class Entry {
        private long deadlineNanos = NEVER;
        private int index = -1;

        /// Sets the deadline, by `System.nanoTime`, or [#NEVER].
        protected final void deadlineAt(long nanos) {
            deadlineNanos = nanos;
        }

        /// Sets the deadline that far from now.
        protected final void deadlineIn(long nanos) {
            deadlineNanos = System.nanoTime() + nanos;
        }

        /// Ends the wait if it is over by `nowNanos`.
        final void expireIfDue(long nowNanos) {
            if (deadlineNanos != NEVER && nowNanos - deadlineNanos >= 0) {
                deadlineNanos = NEVER;
                expired();
            }
        }

        /// The deadline has passed; it is [#NEVER] now.
        protected abstract void expired();
    }

    /// Looks after this entry until [#remove].
    public static void add(Entry entry, EventLoop loop) {
        Deadlines deadlines = OF_THIS_LOOP.get();
        if (entry.index < 0) {
            entry.index = deadlines.entries.size();
            deadlines.entries.add(entry);
            deadlines.sweepLater(loop);
        }
    }

    /// Forgets this entry; call it on the loop where it was added.
    public static void remove(Entry entry) {
        if (entry.index >= 0) {
            OF_THIS_LOOP.get().take(entry);
        }
    }

    private void take(Entry entry) {
        int last = entries.size() - 1;
        Entry moved = entries.get(last);
        entries.set(entry.index, moved);
        moved.index = entry.index;
        entries.remove(last);
        entry.index = -1;
    }

    private void sweepLater(EventLoop loop) {
        if (!sweeping) {
            sweeping = true;
            loop.schedule(() -> sweep(loop), SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep(EventLoop loop) {
        sweeping = false;
        long now = System.nanoTime();
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (i < entries.size()) {
                entries.get(i).expireIfDue(now);
            }
        }
        if (!entries.isEmpty()) {
            sweepLater(loop);
        }
    }
}
