package io.terrateam.terratunnel.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.OperatorKeys;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.apikey.KeyUse;
import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.edge.spi.LinkVerdict.Holder;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a real file, with links that only note their end.
@Timeout(30)
class KeyWatchTest {
    private static final KeyAnswers ANSWERS =
            new KeyAnswers(URI.create("https://tunnel.example.com"), true);
    private static final String REVOKED = "the key was revoked at 2026-11-23 12:00 UTC (operator)";
    private static final Duration OFTEN = Duration.ofMillis(50);

    @TempDir Path dir;

    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final FakeLinks links = new FakeLinks();
    private Database database;
    private BackgroundWriter writer;
    private OperatorKeys keys;
    private KeyWatch watch;

    @BeforeEach
    void start() {
        database = Database.open(dir.resolve("t.db"), clock);
        writer = BackgroundWriter.start(10, database::transaction);
        keys = OperatorKeys.of(database, clock);
        watch(OFTEN);
    }

    private void watch(Duration period) {
        KeyCheck check = new KeyCheck(database, new KeyUse(database, writer, clock), clock);
        watch =
                KeyWatch.start(
                        new KeyWatch.Judge(check, ANSWERS),
                        database.changes(),
                        links,
                        clock,
                        period);
    }

    @AfterEach
    void close() {
        watch.close();
        writer.close();
        database.close();
    }

    @Test
    void linkOfARevokedKeyEndsWithinASecondAndNoOther() throws Exception {
        Holder revoked = linkOf(key("my-app"), 1);
        Holder kept = linkOf(key("other"), 2);
        links.live.add(new Holder.Anonymous());
        watch.close();
        watch(KeyWatch.PERIOD);
        Thread.sleep(KeyWatch.PERIOD.multipliedBy(2));

        long before = System.nanoTime();
        keys.revoke(1);

        assertThat(links.awaitEnd()).isEqualTo(List.of(revoked, REVOKED));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        Thread.sleep(KeyWatch.PERIOD);
        assertThat(links.ended).isEmpty();
        assertThat(links.live).contains(kept);
    }

    @Test
    void newKeyOfATunnelEndsTheLinkOfTheOld() throws Exception {
        Holder old = linkOf(key("my-app"), 1);
        letLook();

        key("my-app");

        assertThat(links.awaitEnd())
                .isEqualTo(
                        List.of(
                                old,
                                "the key was replaced by a newer one at 2026-11-23 12:00 UTC (operator)"));
        assertThat(links.lastRetired).as("visitors wait for the new key").isFalse();
    }

    @Test
    void keyExpiresWithoutAnyChangeOfTheDatabase() throws Exception {
        IssuedKey created =
                keys.create(
                        new TunnelName("my-app"),
                        new KeyRequest(
                                Optional.empty(),
                                Scope.ALL,
                                Optional.of(now.plus(Duration.ofDays(90)))),
                        false);
        Holder holder = linkOf(created, 1);
        letLook();
        assertThat(links.ended).isEmpty();

        now = now.plus(Duration.ofDays(90));

        assertThat(links.awaitEnd()).isEqualTo(List.of(holder, "the key has expired"));
    }

    @Test
    void disabledTunnelEndsByForeignSql() throws Exception {
        Holder holder = linkOf(key("my-app"), 1);
        letLook();

        sql("UPDATE tunnels SET is_active = 0");

        assertThat(links.awaitEnd()).isEqualTo(List.of(holder, "the tunnel is disabled"));
        assertThat(links.lastRetired).as("visitors don't wait").isTrue();
    }

    @Test
    void disabledUserEndsByForeignSql() throws Exception {
        Holder holder = linkOf(key("my-app"), 1);
        letLook();

        sql("UPDATE users SET is_active = 0");

        assertThat(links.awaitEnd()).isEqualTo(List.of(holder, "the account is disabled"));
    }

    @Test
    void linkThatComesWithAKeyRevokedMeanwhileEnds() throws Exception {
        IssuedKey created = key("my-app");
        keys.revoke(created.row().id());
        letLook();

        Holder late = linkOf(created, 1);

        assertThat(links.awaitEnd()).isEqualTo(List.of(late, REVOKED));
    }

    @Test
    void deletedTunnelEndsWithItsKey() throws Exception {
        Holder holder = linkOf(key("my-app"), 1);
        letLook();

        database.tunnels().delete(1);

        assertThat(links.awaitEnd())
                .isEqualTo(List.of(holder, "the key or its tunnel was deleted"));
        assertThat(links.lastRetired).isTrue();
    }

    @Test
    void unreadableDatabaseEndsNothingUntilItCanBeReadAgain() throws Exception {
        Holder holder = linkOf(key("my-app"), 1);
        letLook();

        sql("ALTER TABLE api_keys RENAME TO gone");
        letLook();
        assertThat(links.ended).isEmpty();
        sql("UPDATE gone SET is_active = 0");
        sql("ALTER TABLE gone RENAME TO api_keys");

        assertThat(links.awaitEnd()).isEqualTo(List.of(holder, "the key was revoked"));
    }

    private IssuedKey key(String tunnel) {
        return keys.create(new TunnelName(tunnel), KeyRequest.PLAIN, false);
    }

    private Holder linkOf(IssuedKey key, long tunnelId) {
        Holder holder = new Holder.Owner(tunnelId, key.row().id());
        links.live.add(holder);
        return holder;
    }

    private static void letLook() throws InterruptedException {
        Thread.sleep(OFTEN.multipliedBy(6));
    }

    private void sql(String statement) throws Exception {
        try (Connection foreign =
                        DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("t.db"));
                Statement run = foreign.createStatement()) {
            run.execute(statement);
        }
    }

    private static final class FakeLinks implements KeyWatch.Links {
        final Set<Holder> live = ConcurrentHashMap.newKeySet();
        volatile boolean lastRetired;
        final BlockingQueue<List<Object>> ended = new LinkedBlockingQueue<>();

        @Override
        public Set<Holder> holders() {
            return Set.copyOf(live);
        }

        @Override
        public void close(Predicate<Holder> of, String reason, boolean retires) {
            for (Holder holder : holders()) {
                if (of.test(holder)) {
                    live.remove(holder);
                    lastRetired = retires;
                    ended.add(List.of(holder, reason));
                }
            }
        }

        List<Object> awaitEnd() throws InterruptedException {
            List<Object> end = ended.poll(10, TimeUnit.SECONDS);
            assertThat(end).isNotNull();
            return end;
        }
    }
}
