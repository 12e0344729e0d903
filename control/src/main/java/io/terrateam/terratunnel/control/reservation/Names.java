package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.ReleasedNameTable;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Which names are free: owned by nobody, not resting, not served, not kept for the server.
///
/// Names that anonymous tunnels have, or may come back to, are among those that rest.
///
/// Thread: may block on the database. Whoever takes names does it in [#takingOne], which lets
/// nobody else take one meanwhile, in this process or another.
public final class Names {
    private final Database database;
    private final NameGenerator generator;
    private final Predicate<TunnelName> isLive;
    private final Clock clock;

    /// @param isLive whether somebody serves a name now
    public Names(
            Database database, NameGenerator generator, Predicate<TunnelName> isLive, Clock clock) {
        this.database = database;
        this.generator = generator;
        this.isLive = isLive;
        this.clock = clock;
    }

    /// Runs `work`, which takes a name, in a transaction.
    <T> T takingOne(Supplier<T> work) {
        return database.transactionAndGet(() -> {
            database.releasedNames().lock();
            return work.get();
        });
    }

    /// A new name; call it in [#takingOne].
    TunnelName fresh() {
        return generator.next(this::isTaken);
    }

    boolean isOwned(TunnelName name) {
        return database.tunnels().findByName(name.value()).isPresent();
    }

    /// How a name rests; empty where it doesn't.
    Optional<ReleasedNameTable.Row> rest(TunnelName name) {
        return database.releasedNames().find(name.value(), clock.instant());
    }

    /// Forgets names that have rested, `batch` at most.
    ///
    /// @return how many
    public int forgetRested(int batch) {
        return database.releasedNames().deleteExpired(clock.instant(), batch);
    }

    private boolean isTaken(TunnelName name) {
        return isLive.test(name) || isOwned(name) || rest(name).isPresent();
    }
}
