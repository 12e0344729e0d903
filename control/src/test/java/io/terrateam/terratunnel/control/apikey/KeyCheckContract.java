package io.terrateam.terratunnel.control.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.control.OperatorKeys;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.reservation.NameTakenException;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.protocol.TunnelName;
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
import org.junit.jupiter.api.extension.RegisterExtension;

/// Judging keys on whatever engine is under them.
abstract class KeyCheckContract {
    static final TunnelName NAME = new TunnelName("happy-panda-dancing");

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    @RegisterExtension final EmptyDatabase empty;

    private Instant now = START;
    final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    Database database;
    KeyCheck check;
    private BackgroundWriter writer;
    private OperatorKeys keys;

    KeyCheckContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        open(empty.open(clock));
    }

    void open(Database opened) {
        database = opened;
        writer = BackgroundWriter.start(10, database::transaction);
        keys = OperatorKeys.of(database, clock);
        check = new KeyCheck(database, new KeyUse(database, writer, clock), clock);
    }

    @AfterEach
    void close() {
        writer.close();
        database.close();
    }

    @Test
    void freshKeyServesItsTunnel() {
        IssuedKey created = create();

        assertThat(check.judge(created.text()))
                .isEqualTo(new KeyVerdict.Valid(created.row().id(), 1, 1, NAME));
    }

    @Test
    void onlyTheHashIsStored() throws SQLException {
        IssuedKey created = create();

        assertThat(empty.query("SELECT key_hash || key_prefix FROM api_keys"))
                .containsExactly(created.text().hash() + created.text().reveal().substring(0, 8));
    }

    @Test
    void newKeyOfATunnelEndsTheOldOne() {
        IssuedKey old = create();
        IssuedKey fresh = create();

        assertThat(check.judge(old.text()))
                .isEqualTo(new KeyVerdict.Replaced(Optional.of(START), "operator"));
        assertThat(check.judge(fresh.text())).isInstanceOf(KeyVerdict.Valid.class);
    }

    @Test
    void revokedKeyIsRefused() {
        IssuedKey created = create();

        assertThat(keys.revoke(created.row().id())).contains(true);
        assertThat(keys.revoke(created.row().id())).contains(false);
        assertThat(keys.revoke(77)).isEmpty();
        assertThat(check.judge(created.text()))
                .isEqualTo(new KeyVerdict.Revoked(Optional.of(now), "operator"));
    }

    @Test
    void keyEndsAtItsTime() {
        IssuedKey created = expiring(NAME.value(), Duration.ofDays(90));

        now = now.plus(Duration.ofDays(90)).minusSeconds(1);
        assertThat(check.judge(created.text())).isInstanceOf(KeyVerdict.Valid.class);

        now = now.plusSeconds(1);
        assertThat(check.judge(created.text())).isEqualTo(new KeyVerdict.Expired());
    }

    @Test
    void disabledUserOrTunnelIsRefused() {
        IssuedKey created = create();

        database.tunnels().setActive(1, false);
        assertThat(check.judge(created.text())).isEqualTo(new KeyVerdict.TunnelDisabled());

        database.users().setActive(1, false);
        assertThat(check.judge(created.text())).isEqualTo(new KeyVerdict.UserDisabled());
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
        IssuedKey created = create();
        empty.execute("UPDATE api_keys SET scopes = 'api:read'");

        assertThat(check.judge(created.text())).isEqualTo(new KeyVerdict.WrongScope());

        empty.execute("UPDATE api_keys SET scopes = 'api:read, tunnel:create'");
        assertThat(check.judge(created.text())).isInstanceOf(KeyVerdict.Valid.class);
    }

    @Test
    void keyWhoseReplacementIsRevokedTooIsRevoked() {
        IssuedKey old = create();
        keys.revoke(create().row().id());

        assertThat(check.judge(old.text()))
                .isEqualTo(new KeyVerdict.Revoked(Optional.of(now), "operator"));
    }

    @Test
    void reviewJudgesEachKeyAndKnowsWhenTheNextExpires() {
        IssuedKey replaced = create();
        IssuedKey kept = create();
        IssuedKey expired = expiring("quick-panda", Duration.ofSeconds(1));
        IssuedKey expiring = expiring("slow-panda", Duration.ofSeconds(3));
        IssuedKey later = expiring("slower-panda", Duration.ofSeconds(4));
        now = now.plusSeconds(2);

        KeyCheck.Review review =
                check.review(
                        Set.of(
                                replaced.row().id(),
                                kept.row().id(),
                                expired.row().id(),
                                expiring.row().id(),
                                later.row().id(),
                                77L));

        assertThat(review.verdicts())
                .hasSize(6)
                .containsEntry(
                        replaced.row().id(),
                        new KeyVerdict.Replaced(Optional.of(START), "operator"))
                .containsEntry(kept.row().id(), new KeyVerdict.Valid(kept.row().id(), 1, 1, NAME))
                .containsEntry(expired.row().id(), new KeyVerdict.Expired())
                .containsEntry(77L, new KeyVerdict.Unknown());
        assertThat(review.nextExpiry()).isEqualTo(expiring.row().expiresAt());
        assertThat(check.review(Set.of()).verdicts()).isEmpty();
    }

    private IssuedKey expiring(String tunnel, Duration lifetime) {
        return keys.create(
                new TunnelName(tunnel),
                new KeyRequest(Optional.empty(), Scope.ALL, Optional.of(now.plus(lifetime))),
                false);
    }

    @Test
    void lastUseIsWrittenOnceAMinute() {
        IssuedKey created = create();
        Instant start = now;

        check.judge(created.text());
        now = now.plusSeconds(59);
        check.judge(created.text());
        writer.close();

        assertThat(database.apiKeys().findById(created.row().id()).orElseThrow().lastUsedAt())
                .contains(start);
    }

    @Test
    void namesOfTheServerItselfCannotBeTaken() {
        assertThatThrownBy(() -> keys.create(new TunnelName("admin"), KeyRequest.PLAIN, true))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("admin");
    }

    private IssuedKey create() {
        return keys.create(NAME, KeyRequest.PLAIN.named("laptop"), false);
    }

    @Test
    void apiKnowsWhoAKeyStandsForAndWhatItMayDo() {
        IssuedKey reading =
                keys.create(
                        NAME,
                        new KeyRequest(Optional.empty(), Set.of(Scope.READ), Optional.empty()),
                        false);

        KeyCheck.Caller caller = check.identify(reading.text()).orElseThrow();

        assertThat(caller.key().userId()).isEqualTo(1);
        assertThat(caller.scopes()).containsExactly(Scope.READ);
        assertThat(check.judge(reading.text())).isEqualTo(new KeyVerdict.WrongScope());
    }

    @Test
    void apiTakesNoKeyThatHasEnded() {
        IssuedKey expiring = expiring("quick-panda", Duration.ofSeconds(1));
        IssuedKey revoked = create();
        assertThat(check.identify(expiring.text())).isPresent();
        assertThat(check.identify(revoked.text())).isPresent();

        keys.revoke(revoked.row().id());
        now = now.plusSeconds(1);

        assertThat(check.identify(expiring.text())).isEmpty();
        assertThat(check.identify(revoked.text())).isEmpty();
        assertThat(check.identify(KeyText.of("nonsense"))).isEmpty();
        assertThat(check.identify(KeyText.of("ttk_nonsense"))).isEmpty();

        IssuedKey fresh = create();
        database.users().setActive(1, false);
        assertThat(check.identify(fresh.text())).isEmpty();
    }
}
