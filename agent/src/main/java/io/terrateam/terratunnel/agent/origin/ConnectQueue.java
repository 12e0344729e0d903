package io.terrateam.terratunnel.agent.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lets only so many attempts to connect to the origin run at once: thousands together would find
/// its queue full, and the kernel tries each of those again only after a second.
///
/// Others wait in the order they came, for an attempt of their own or for a connection that has
/// become free. An attempt that got no answer while others got through is repeated; where nobody
/// got through, whoever waits behind it waits no longer.
///
/// Thread: the loop. Limits: what waits is at most what the link's streams allow. Failure: told to
/// the listeners.
final class ConnectQueue {

    /// Attempts for one exchange, as long as others get through.
    static final int MAX_TRIES = 4;

    /// Somebody who needs a connection, and the attempt made for it.
    static final class Attempt {
        private final OriginListener listener;
        private int tries;
        private long successesBefore;

        private Attempt(OriginListener listener) {
            this.listener = listener;
        }

        OriginListener listener() {
            return listener;
        }
    }

    private final int maxRunning;
    private final Consumer<Attempt> starter;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private int running;
    private long successes;

    /// @param starter begins an attempt, whose end comes back through [#succeeded] or [#failed],
    ///   never from inside the call
    ConnectQueue(int maxRunning, Consumer<Attempt> starter) {
        this.maxRunning = maxRunning;
        this.starter = starter;
    }

    /// Connects for `listener`, now or in its turn.
    void add(OriginListener listener) {
        waiting.add(new Attempt(listener));
        startNext();
    }

    /// Whoever waits longest, for a connection that has become free; it waits no longer.
    @Nullable OriginListener pollWaiting() {
        Attempt first = waiting.poll();
        if (first == null) {
            return null;
        }
        successes++;
        return first.listener;
    }

    /// Forgets a listener that needs no connection any more.
    void remove(OriginListener listener) {
        waiting.removeIf(attempt -> attempt.listener.equals(listener));
    }

    /// An attempt has ended with a connection.
    void succeeded() {
        successes++;
        running--;
        startNext();
    }

    /// An attempt has ended without one.
    ///
    /// @param inSilence whether nobody refused: no answer came in time, or the host has no address
    /// @return who gets no connection
    List<OriginListener> failed(Attempt attempt, boolean inSilence) {
        running--;
        List<OriginListener> given = new ArrayList<>(1);
        boolean othersGotThrough = successes > attempt.successesBefore;
        if (inSilence && othersGotThrough && attempt.tries < MAX_TRIES) {
            waiting.addFirst(attempt);
        } else {
            given.add(attempt.listener);
        }
        if (inSilence && !othersGotThrough) {
            waiting.forEach(behind -> given.add(behind.listener));
            waiting.clear();
        }
        startNext();
        return given;
    }

    private void startNext() {
        while (running < maxRunning && !waiting.isEmpty()) {
            Attempt next = waiting.remove();
            next.tries++;
            next.successesBefore = successes;
            running++;
            starter.accept(next);
        }
    }
}
