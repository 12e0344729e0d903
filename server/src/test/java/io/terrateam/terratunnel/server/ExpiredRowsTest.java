package io.terrateam.terratunnel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.LoginCodeRow;
import io.terrateam.terratunnel.control.store.OAuthStateRow;
import io.terrateam.terratunnel.control.store.SessionRow;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole server clears away what nobody comes back for, though nobody signs in.
@Timeout(60)
class ExpiredRowsTest {
    private static final Duration LITTLE = Duration.ofMinutes(1);

    @TempDir Path dir;

    @Test
    void sessionsCodesAndBegunSignInsGoWhenTheyHaveExpired() {
        Path file = dir.resolve("t.db");
        Instant now = Instant.now();
        try (Database database = Database.open(file, Clock.systemUTC())) {
            long user = database.users().findOrCreate("local", "1", "one");
            insert(database, user, "over", now.minus(LITTLE), now);
            insert(database, user, "good", now.plus(LITTLE), now);
            database.sessions()
                    .insert(session(user, "idle", now.plus(LITTLE), now.minus(Duration.ofDays(2))));
            assertThat(database.oauthStates().count()).isEqualTo(2);
            database.audit()
                    .insert(
                            List.of(
                                    event("login", now.minus(Duration.ofDays(91))),
                                    event("logout", now.minus(Duration.ofDays(89)))));
        }
        ServerConfig config =
                new ServerConfig(EdgeConfig.forDomain(new Authority("localhost", -1)), file, true);
        try (TerratunnelServer server = TerratunnelServer.start(config);
                Database database = Database.open(file, Clock.systemUTC())) {
            assertThat(server.port()).isPositive();
            await().untilAsserted(() -> {
                assertThat(database.sessions().find("over")).isEmpty();
                assertThat(database.sessions().find("idle")).isEmpty();
                assertThat(database.oauthStates().count()).isEqualTo(1);
            });
            assertThat(database.loginCodes().take("over")).isEmpty();
            assertThat(database.audit().newest(9))
                    .as("90 days, where nothing else is said")
                    .extracting(AuditRow::eventType)
                    .containsExactly("logout");
            assertThat(database.sessions().find("good")).isPresent();
            assertThat(database.oauthStates().take("good")).isPresent();
            assertThat(database.loginCodes().take("good")).isPresent();
        }
    }

    private static void insert(
            Database database, long user, String hash, Instant expiresAt, Instant now) {
        database.sessions().insert(session(user, hash, expiresAt, now));
        database.loginCodes().insert(new LoginCodeRow(hash, user, "cli", "", "", "", expiresAt));
        database.oauthStates()
                .insert(
                        new OAuthStateRow(
                                hash,
                                "github",
                                "",
                                "",
                                "login",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                now,
                                expiresAt));
    }

    private static AuditRow event(String word, Instant at) {
        return new AuditRow(
                0,
                at,
                word,
                Optional.empty(),
                "one",
                Optional.empty(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "");
    }

    private static SessionRow session(long user, String hash, Instant expiresAt, Instant lastSeen) {
        return new SessionRow(hash, user, lastSeen, lastSeen, expiresAt, "browser", "192.0.2.1");
    }
}
