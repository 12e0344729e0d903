package io.terrateam.terratunnel.edge.visitor;

import io.netty.channel.EventLoop;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.exchange.Deadlines;
import java.time.Duration;

/// How long a visitor connection, or one HTTP/2 stream of it, may stay as it is.
///
/// Thread: the visitor's loop.
final class VisitorDeadline extends Deadlines.Entry {

    /// What is waited for.
    enum Awaiting {
        NOTHING,
        NEXT_REQUEST,
        HEAD,
        REQUEST_BODY,
        WRITE,
        LINGER
    }

    private static final Duration LINGER = Duration.ofSeconds(2);

    /// Hears what was waited for in vain.
    interface Expiry {
        void expired(Awaiting inVain);
    }

    private final EdgeConfig.Times times;
    private final Expiry expiry;
    private Awaiting awaiting = Awaiting.NOTHING;

    VisitorDeadline(EdgeConfig.Times times, Expiry expiry) {
        this.times = times;
        this.expiry = expiry;
    }

    void watch(EventLoop loop) {
        Deadlines.add(this, loop);
    }

    void unwatch() {
        Deadlines.remove(this);
    }

    /// Starts to wait, from now on.
    void await(Awaiting what) {
        awaiting = what;
        switch (what) {
            case NOTHING -> deadlineAt(Deadlines.NEVER);
            case NEXT_REQUEST -> deadlineIn(times.idle().toNanos());
            case HEAD -> deadlineIn(times.head().toNanos());
            case REQUEST_BODY -> deadlineIn(times.requestBodyIdle().toNanos());
            case WRITE -> deadlineIn(times.writeStall().toNanos());
            case LINGER -> deadlineIn(LINGER.toNanos());
        }
    }

    @Override
    protected void expired() {
        expiry.expired(awaiting);
    }
}
