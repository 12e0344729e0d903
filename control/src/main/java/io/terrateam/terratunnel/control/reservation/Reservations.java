package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Tells which names somebody owns.
///
/// Thread: may block on the database, except [#cached]. Limits: answers are kept for [#CACHE_TIME],
/// at most [#CACHE_SIZE] of them, so that visitors who ask for names that don't exist can't keep
/// the database busy; a new owner may be unknown for that long.
public final class Reservations {
    static final Duration CACHE_TIME = Duration.ofSeconds(5);
    static final int CACHE_SIZE = 10_000;

    private record Answer(boolean owned, long atMillis) {}

    private final Map<TunnelName, Answer> cache = new LinkedHashMap<>();
    private final Database database;
    private final Clock clock;

    /// @param clock tells how old an answer is
    public Reservations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Whether somebody owns `name`, as the database says now.
    public boolean isOwned(TunnelName name) {
        boolean owned = database.tunnels().findByName(name.value()).isPresent();
        remember(name, owned);
        return owned;
    }

    /// What [#isOwned] said a moment ago; empty where it was not asked. Never blocks.
    public Optional<Boolean> cached(TunnelName name) {
        synchronized (cache) {
            Answer answer = cache.get(name);
            if (answer == null
                    || Math.abs(clock.millis() - answer.atMillis()) > CACHE_TIME.toMillis()) {
                return Optional.empty();
            }
            return Optional.of(answer.owned());
        }
    }

    /// Its owner has changed: the database is asked again.
    void forget(TunnelName name) {
        synchronized (cache) {
            cache.remove(name);
        }
    }

    private void remember(TunnelName name, boolean owned) {
        synchronized (cache) {
            cache.remove(name);
            if (cache.size() >= CACHE_SIZE) {
                cache.remove(cache.keySet().iterator().next());
            }
            cache.put(name, new Answer(owned, clock.millis()));
        }
    }
}
