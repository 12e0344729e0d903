package io.terrateam.terratunnel.protocol.link;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes the messages of all links of a process may have that are not complete yet, and
/// whatever else has to be whole before it can go on.
///
/// Thread: any.
public final class MessageBudget {

    private final AtomicLong left;

    /// @param limitBytes for everybody together
    public MessageBudget(long limitBytes) {
        this.left = new AtomicLong(limitBytes);
    }

    /// Takes so many bytes, unless fewer are left.
    public boolean take(int bytes) {
        long had = left.getAndAdd(-bytes);
        if (had >= bytes) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    /// Gives bytes back that were taken.
    public void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
