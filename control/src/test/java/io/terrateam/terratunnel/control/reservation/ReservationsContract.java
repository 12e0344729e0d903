package io.terrateam.terratunnel.control.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which names are owned, on whatever engine is under them.
abstract class ReservationsContract {
    private static final TunnelName NAME = new TunnelName("brave-amber-otter");

    @RegisterExtension final EmptyDatabase empty;
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Database database;
    private Reservations reservations;

    ReservationsContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        database = empty.open(clock);
        reservations = new Reservations(database, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void ownedInAnyCase() {
        long user = database.users().findOrCreate("local", "a", "a");
        database.tunnels().create(user, "Brave-Amber-OTTER");

        assertThat(reservations.isOwned(NAME)).isTrue();
        assertThat(reservations.isOwned(new TunnelName("other"))).isFalse();
    }

    @Test
    void answersAreKeptForAFewSeconds() {
        assertThat(reservations.cached(NAME)).isEmpty();
        reservations.isOwned(NAME);
        assertThat(reservations.cached(NAME)).contains(false);

        now = now.plus(Reservations.CACHE_TIME).plusMillis(1);
        assertThat(reservations.cached(NAME)).isEmpty();
    }
}
