package io.terrateam.terratunnel.control.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keys on whatever engine is under them.
abstract class ApiKeysContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Actor ALICE = new Actor(Optional.of(1L), "alice", "192.0.2.1", "browser");
    private static final Actor BOB = new Actor(Optional.of(2L), "bob", "192.0.2.2", "browser");

    private final Clock clock = ((InstantSource) () -> NOON).withZone(ZoneOffset.UTC);
    private Database database;
    private ApiKeys keys;
    private long tunnel;

    /// A database that is empty when a test begins.
    abstract Database database(Clock clock);

    @BeforeEach
    void open() {
        database = database(clock);
        keys =
                new ApiKeys(
                        database,
                        new SecureRandom(),
                        new AuditLog(database, Runnable::run, clock),
                        clock);
        long alice = database.users().findOrCreate("github", "1", "alice");
        tunnel = database.tunnels().create(alice, "my-app").id();
    }

    @Test
    void newKeyEndsTheOldOneAndSaysWhoDidIt() {
        IssuedKey old = rotate(ALICE);
        IssuedKey fresh = rotate(BOB);

        ApiKeyRow ended = keys.find(old.row().id()).orElseThrow();
        assertThat(ended.active()).isFalse();
        assertThat(ended.replaced()).isTrue();
        assertThat(ended.revokedWhy()).isEqualTo("replaced by bob");
        assertThat(ended.revokedAt()).contains(NOON);
        assertThat(fresh.row().active()).isTrue();
        assertThat(keys.listOfTunnel(tunnel))
                .extracting(ApiKeyRow::id)
                .containsExactly(fresh.row().id(), old.row().id());
        assertThat(keys.listOfUser(1)).hasSize(2);
        assertThat(keys.listOfUser(2)).isEmpty();
    }

    @Test
    void manyNewKeysAtOnceLeaveOneThatWorks() throws Exception {
        Callable<Long> rotation = () -> rotate(ALICE).row().id();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Long> done : threads.invokeAll(Collections.nCopies(40, rotation))) {
                assertThat(done.get()).isPositive();
            }
        }

        assertThat(keys.list()).hasSize(40).filteredOn(ApiKeyRow::active).hasSize(1);
    }

    @Test
    void keyIsWhatWasAskedFor() {
        IssuedKey issued =
                keys.rotate(
                                tunnel,
                                new KeyRequest(
                                        Optional.of(" laptop "),
                                        Set.of(Scope.DELETE, Scope.CONNECT),
                                        Optional.of(NOON.plusSeconds(60))),
                                ALICE)
                        .orElseThrow();

        ApiKeyRow row = keys.find(issued.row().id()).orElseThrow();
        assertThat(row).isEqualTo(issued.row());
        assertThat(row.name()).isEqualTo("laptop");
        assertThat(row.scopes()).isEqualTo("tunnel:create,tunnel:delete");
        assertThat(row.expiresAt()).contains(NOON.plusSeconds(60));
        assertThat(issued.text().reveal()).startsWith(row.prefix()).endsWith(row.suffix());
        assertThat(keys.rotate(77, KeyRequest.PLAIN, ALICE)).isEmpty();
        assertThatThrownBy(() -> KeyRequest.PLAIN.named("a\nb"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyRequest(Optional.empty(), Set.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void changesAreWrittenDownWithoutTheKey() {
        IssuedKey issued = rotate(ALICE);
        assertThat(keys.revoke(issued.row().id(), BOB)).contains(true);
        assertThat(keys.revoke(issued.row().id(), BOB)).contains(false);
        assertThat(keys.revoke(77, BOB)).isEmpty();

        List<AuditRow> rows = database.audit().newest(9);
        assertThat(rows)
                .extracting(AuditRow::eventType)
                .containsExactly("key_revoked", "key_created");
        assertThat(rows).extracting(AuditRow::username).containsExactly("bob", "alice");
        assertThat(rows).allMatch(row -> row.subdomain().equals("my-app"));
        assertThat(rows.toString())
                .doesNotContain(issued.text().reveal())
                .doesNotContain(issued.text().hash());
    }

    private IssuedKey rotate(Actor by) {
        return keys.rotate(tunnel, KeyRequest.PLAIN, by).orElseThrow();
    }
}
