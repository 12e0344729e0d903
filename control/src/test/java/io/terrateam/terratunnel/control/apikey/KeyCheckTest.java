package io.terrateam.terratunnel.control.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.OriginalDatabases;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCheckTest {
    private static final TunnelName NAME = new TunnelName("happy-panda-dancing");

    @TempDir Path dir;

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Database database;
    private BackgroundWriter writer;
    private ApiKeys keys;
    private KeyCheck check;

    @BeforeEach
    void open() {
        open(dir.resolve("t.db"));
    }

    private void open(Path file) {
        database = Database.open(file, clock);
        writer = BackgroundWriter.start(10, database::transaction);
        keys = new ApiKeys(database, new Random(1), clock);
        check = new KeyCheck(database, new KeyUse(database, writer, clock), clock);
    }

    @AfterEach
    void close() {
        writer.close();
        database.close();
    }

    @Test
    void freshKeyServesItsTunnel() {
        ApiKeys.Created created = create();

        assertThat(check.judge(created.key()))
                .isEqualTo(new KeyVerdict.Valid(created.id(), 1, 1, NAME));
    }

    @Test
    void onlyTheHashIsStored() throws SQLException {
        ApiKeys.Created created = create();

        assertThat(
                        OriginalDatabases.query(
                                dir.resolve("t.db"), "SELECT key_hash || key_prefix FROM api_keys"))
                .containsExactly(created.key().hash() + created.key().reveal().substring(0, 8));
    }

    @Test
    void newKeyOfATunnelEndsTheOldOne() {
        ApiKeys.Created old = create();
        ApiKeys.Created fresh = create();

        assertThat(check.judge(old.key())).isEqualTo(new KeyVerdict.Replaced());
        assertThat(check.judge(fresh.key())).isInstanceOf(KeyVerdict.Valid.class);
    }

    @Test
    void revokedKeyIsRefused() {
        ApiKeys.Created created = create();

        assertThat(keys.revoke(created.id())).contains(true);
        assertThat(keys.revoke(created.id())).contains(false);
        assertThat(keys.revoke(77)).isEmpty();
        assertThat(check.judge(created.key())).isEqualTo(new KeyVerdict.Revoked());
    }

    @Test
    void keyEndsAtItsTime() {
        ApiKeys.Created created =
                keys.create(NAME, Optional.empty(), Optional.of(Duration.ofDays(90)));

        now = now.plus(Duration.ofDays(90)).minusSeconds(1);
        assertThat(check.judge(created.key())).isInstanceOf(KeyVerdict.Valid.class);

        now = now.plusSeconds(1);
        assertThat(check.judge(created.key())).isEqualTo(new KeyVerdict.Expired());
    }

    @Test
    void disabledUserOrTunnelIsRefused() {
        ApiKeys.Created created = create();

        database.tunnels().setActive(1, false);
        assertThat(check.judge(created.key())).isEqualTo(new KeyVerdict.TunnelDisabled());

        database.users().setActive(1, false);
        assertThat(check.judge(created.key())).isEqualTo(new KeyVerdict.UserDisabled());
    }

    @Test
    void unknownAndMistypedKeysAreToldApart() {
        String unknown = KeyText.random(new Random(2)).reveal();

        assertThat(check.judge(KeyText.of(unknown))).isEqualTo(new KeyVerdict.Unknown());
        assertThat(check.judge(KeyText.of(unknown.substring(1) + "x")))
                .isEqualTo(new KeyVerdict.Unknown());
        assertThat(check.judge(KeyText.of(unknown + "x"))).isEqualTo(new KeyVerdict.Mistyped());
    }

    @Test
    void keyNeedsTheScope() throws SQLException {
        ApiKeys.Created created = create();
        OriginalDatabases.execute(dir.resolve("t.db"), "UPDATE api_keys SET scopes = 'api:read';");

        assertThat(check.judge(created.key())).isEqualTo(new KeyVerdict.WrongScope());

        OriginalDatabases.execute(
                dir.resolve("t.db"), "UPDATE api_keys SET scopes = 'api:read, tunnel:create';");
        assertThat(check.judge(created.key())).isInstanceOf(KeyVerdict.Valid.class);
    }

    @Test
    void keyOfTheOriginalWorksWithAndWithoutItsTunnelColumn() throws SQLException {
        KeyText key = KeyText.of(OriginalDatabases.KEY);
        for (Path file :
                new Path[] {
                    OriginalDatabases.first(dir.resolve("first.db"), key.hash()),
                    OriginalDatabases.current(dir.resolve("current.db"), key.hash())
                }) {
            close();
            open(file);

            assertThat(check.judge(key)).isEqualTo(new KeyVerdict.Valid(1, 1, 1, NAME));
        }
    }

    @Test
    void keyWhoseReplacementIsRevokedTooIsRevoked() {
        ApiKeys.Created old = create();
        keys.revoke(create().id());

        assertThat(check.judge(old.key())).isEqualTo(new KeyVerdict.Revoked());
    }

    @Test
    void reviewJudgesEachKeyAndKnowsWhenTheNextExpires() {
        ApiKeys.Created replaced = create();
        ApiKeys.Created kept = create();
        ApiKeys.Created expired = expiring("quick-panda", 1);
        ApiKeys.Created expiring = expiring("slow-panda", 3);
        ApiKeys.Created later = expiring("slower-panda", 4);
        now = now.plusSeconds(2);

        KeyCheck.Review review =
                check.review(
                        Set.of(
                                replaced.id(),
                                kept.id(),
                                expired.id(),
                                expiring.id(),
                                later.id(),
                                77L));

        assertThat(review.verdicts())
                .hasSize(6)
                .containsEntry(replaced.id(), new KeyVerdict.Replaced())
                .containsEntry(kept.id(), new KeyVerdict.Valid(kept.id(), 1, 1, NAME))
                .containsEntry(expired.id(), new KeyVerdict.Expired())
                .containsEntry(77L, new KeyVerdict.Unknown());
        assertThat(review.nextExpiry()).isEqualTo(expiring.expiresAt());
        assertThat(check.review(Set.of()).verdicts()).isEmpty();
    }

    private ApiKeys.Created expiring(String tunnel, int seconds) {
        return keys.create(
                new TunnelName(tunnel), Optional.empty(), Optional.of(Duration.ofSeconds(seconds)));
    }

    @Test
    void lastUseIsWrittenOnceAMinute() {
        ApiKeys.Created created = create();
        Instant start = now;

        check.judge(created.key());
        now = now.plusSeconds(59);
        check.judge(created.key());
        writer.close();

        assertThat(database.apiKeys().findById(created.id()).orElseThrow().lastUsedAt())
                .contains(start);
    }

    @Test
    void namesOfTheServerItselfCannotBeTaken() {
        assertThatThrownBy(() ->
                        keys.create(new TunnelName("admin"), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("admin");
    }

    private ApiKeys.Created create() {
        return keys.create(NAME, Optional.of("laptop"), Optional.empty());
    }
}
