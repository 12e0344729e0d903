package io.terrateam.terratunnel.control.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class TunnelsContract {
    private static final Duration QUARANTINE = Duration.ofDays(30);
    private static final Actor ALICE = new Actor(Optional.of(1L), "alice", "192.0.2.1", "browser");

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Database database;
    private Reservations reservations;
    private Tunnels tunnels;
    private long alice;
    private long bob;

    /// A database that is empty when a test begins.
    abstract Database database(Clock clock);

    @BeforeEach
    void open() {
        database = database(clock);
        reservations = new Reservations(database, clock);
        tunnels = tunnels(1);
        alice = database.users().findOrCreate("github", "1", "alice");
        bob = database.users().findOrCreate("github", "2", "bob");
    }

    /// As one more process on the same database would have them.
    private Tunnels tunnels(long seed) {
        return new Tunnels(
                database,
                new Names(database, new NameGenerator(new Random(seed)), name -> false, clock),
                reservations,
                new AuditLog(database, Runnable::run, clock),
                clock,
                QUARANTINE);
    }

    @Test
    void whoHasATunnelGetsItAgainAndAdminsGetMore() {
        Tunnels.Created first = create(alice);
        Tunnels.Created again = create(alice);
        Tunnels.Created more = tunnels.create(alice, true, Optional.empty(), ALICE);

        assertThat(first.isNew()).isTrue();
        assertThat(again).isEqualTo(new Tunnels.Created(first.tunnel(), false));
        assertThat(more.isNew()).isTrue();
        assertThat(tunnels.list(alice)).containsExactly(first.tunnel(), more.tunnel());
    }

    @Test
    void manyAtOnceStillGetOneTunnelEachAndNoNameTwice() throws Exception {
        List<Long> users =
                IntStream.range(0, 6)
                        .mapToObj(i -> database.users().findOrCreate("x", "" + i, "user" + i))
                        .toList();
        List<Callable<String>> work = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            long user = users.get(i % 6);
            // The same seed for all: each draws the names that the others draw.
            Tunnels own = tunnels(5);
            work.add(() ->
                    own.create(user, false, Optional.empty(), ALICE).tunnel().tunnel().subdomain());
        }

        Set<String> names = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<String> name : threads.invokeAll(work)) {
                names.add(name.get());
            }
        }

        assertThat(names).hasSize(6);
        users.forEach(user -> assertThat(tunnels.list(user)).hasSize(1));
    }

    @Test
    void nameThatWasGivenUpRestsAndItsOwnerMayHaveItBack() {
        TunnelTable.Details tunnel = create(alice).tunnel();
        TunnelName name = new TunnelName(tunnel.tunnel().subdomain());

        assertThat(tunnels.delete(tunnel.tunnel().id(), ALICE)).contains(tunnel);

        assertThat(tunnels.list(alice)).isEmpty();
        assertThat(tunnels.restingNames(alice))
                .extracting(row -> row.name())
                .containsExactly(name.value());
        // The same seed would draw the same name again.
        assertThat(nameOf(tunnels(1).create(bob, false, Optional.empty(), ALICE)))
                .isNotEqualTo(name);
        assertThatThrownBy(() -> tunnels.create(bob, true, Optional.of(name), ALICE))
                .isInstanceOf(NameTakenException.class);
        assertThatThrownBy(() -> tunnels.named(name, bob, false, ALICE))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("2026-12-23T12:00:00Z");

        assertThat(nameOf(tunnels.create(alice, false, Optional.of(name), ALICE))).isEqualTo(name);
        assertThat(tunnels.restingNames(alice)).isEmpty();
    }

    @Test
    void nameIsFreeAgainAfterItsRest() {
        Tunnels.Created created = create(alice);
        tunnels.delete(created.tunnel().tunnel().id(), ALICE);
        now = now.plus(QUARANTINE);

        assertThat(tunnels.restingNames(alice)).isEmpty();
        assertThat(nameOf(tunnels(1).create(bob, false, Optional.empty(), ALICE)))
                .isEqualTo(nameOf(created));
    }

    @Test
    void nobodyGetsBackWhatTheyNeverHad() {
        create(bob);
        TunnelName bobs = nameOf(create(bob));

        assertThatThrownBy(() -> tunnels.create(alice, true, Optional.of(bobs), ALICE))
                .isInstanceOf(NameTakenException.class);
        assertThatThrownBy(() ->
                        tunnels.create(
                                alice, true, Optional.of(new TunnelName("chosen-name")), ALICE))
                .isInstanceOf(NameTakenException.class);
        assertThat(tunnels.list(alice)).isEmpty();
    }

    @Test
    void operatorFindsOrTakesAnyNameButTheServersOwn() {
        TunnelName name = new TunnelName("my-app");
        long id = tunnels.named(name, bob, false, Actor.OPERATOR).id();

        assertThat(tunnels.named(name, alice, false, Actor.OPERATOR).userId()).isEqualTo(bob);
        assertThatThrownBy(() -> tunnels.named(new TunnelName("www"), bob, true, Actor.OPERATOR))
                .isInstanceOf(NameTakenException.class);

        tunnels.delete(id, Actor.OPERATOR);
        assertThat(tunnels.named(name, alice, true, Actor.OPERATOR).userId()).isEqualTo(alice);
        assertThat(tunnels.restingNames(bob)).isEmpty();
    }

    @Test
    void deletedTunnelTakesItsKeysAlong() {
        long id = create(alice).tunnel().tunnel().id();
        ApiKeys keys =
                new ApiKeys(
                        database,
                        new Random(1),
                        new AuditLog(database, Runnable::run, clock),
                        clock);
        keys.rotate(id, KeyRequest.PLAIN, ALICE);

        tunnels.delete(id, ALICE);

        List<ApiKeyRow> left = keys.list();
        assertThat(left).isEmpty();
        assertThat(tunnels.delete(id, ALICE)).isEmpty();
    }

    @Test
    void allOfSomebodyGoesWithThem() {
        TunnelName name = nameOf(create(alice));
        tunnels.create(alice, true, Optional.empty(), ALICE);

        database.transaction(() -> {
            assertThat(tunnels.deleteAllOf(alice, ALICE)).isEqualTo(2);
            database.users().delete(alice);
        });

        assertThat(tunnels.find(1)).isEmpty();
        // The name rests although nobody is left who may have it back.
        assertThatThrownBy(() -> tunnels.named(name, bob, false, ALICE))
                .isInstanceOf(NameTakenException.class);
    }

    @Test
    void displayNameChangesAndTheNameStays() {
        TunnelTable.Details tunnel = create(alice).tunnel();
        long id = tunnel.tunnel().id();

        TunnelTable.Details renamed = tunnels.rename(id, "  My <b>app</b> ", ALICE).orElseThrow();

        assertThat(renamed.displayName()).isEqualTo("My <b>app</b>");
        assertThat(renamed.tunnel()).isEqualTo(tunnel.tunnel());
        assertThat(tunnels.rename(77, "x", ALICE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "a\nb", "a\u0000b", "a\u0085b"})
    void someDisplayNamesAreNone(String name) {
        long id = create(alice).tunnel().tunnel().id();

        assertThatThrownBy(() -> tunnels.rename(id, name, ALICE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tunnels.rename(id, "x".repeat(101), ALICE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyChangeIsWrittenDownOnce() {
        long id = create(alice).tunnel().tunnel().id();
        create(alice);
        tunnels.rename(id, "other", ALICE);
        tunnels.setActive(id, false, ALICE);
        tunnels.setActive(id, false, ALICE);
        tunnels.setActive(id, true, ALICE);
        tunnels.delete(id, ALICE);

        List<AuditRow> rows = database.audit().newest(99);
        assertThat(rows)
                .extracting(AuditRow::eventType)
                .containsExactly(
                        "tunnel_deleted",
                        "tunnel_enabled",
                        "tunnel_disabled",
                        "tunnel_renamed",
                        "tunnel_created");
        assertThat(rows)
                .allMatch(row -> row.username().equals("alice"))
                .allMatch(row -> row.userId().equals(Optional.of(alice)))
                .allMatch(row -> row.peerAddress().equals("192.0.2.1"))
                .allMatch(row -> row.target().equals("tunnel " + id + " of alice"));
    }

    @Test
    void changeWithoutItsLineInTheLogIsNone() {
        Tunnels unlucky =
                new Tunnels(
                        database,
                        new Names(database, new NameGenerator(new Random(1)), name -> false, clock),
                        reservations,
                        new AuditLog(database, Runnable::run, clock),
                        clock,
                        QUARANTINE);
        long id = create(alice).tunnel().tunnel().id();

        assertThatThrownBy(() ->
                        database.transaction(() -> {
                            unlucky.setActive(id, false, ALICE);
                            throw new IllegalStateException("expected in this test");
                        }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(tunnels.find(id).orElseThrow().tunnel().active()).isTrue();
        assertThat(database.audit().newest(9)).hasSize(1);
    }

    @Test
    void visitorsHearOfOwnersAtOnce() {
        TunnelTable.Details tunnel = create(alice).tunnel();
        TunnelName name = new TunnelName(tunnel.tunnel().subdomain());
        assertThat(reservations.isOwned(name)).isTrue();

        tunnels.delete(tunnel.tunnel().id(), ALICE);

        assertThat(reservations.cached(name)).isEmpty();
        assertThat(reservations.isOwned(name)).isFalse();
        tunnels.named(name, bob, true, ALICE);
        assertThat(reservations.cached(name)).isEmpty();
    }

    private Tunnels.Created create(long user) {
        return tunnels.create(user, false, Optional.empty(), ALICE);
    }

    private static TunnelName nameOf(Tunnels.Created created) {
        return new TunnelName(created.tunnel().tunnel().subdomain());
    }
}
