package io.terrateam.terratunnel.control.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class AnonymousNamesContract {
    private Instant now = Instant.parse("2026-11-23T12:00:00.900Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final Set<TunnelName> live = new HashSet<>();
    private Database database;
    private AnonymousNames names;

    /// A database that is empty when a test begins.
    abstract Database database(Clock clock);

    @BeforeEach
    void open() {
        database = database(clock);
        names = names(1);
    }

    private AnonymousNames names(long seed) {
        return new AnonymousNames(
                database,
                new Names(database, new NameGenerator(new Random(seed)), live::contains, clock),
                new ResumeTokens(new byte[32], clock),
                clock);
    }

    @Test
    void tokenGetsTheNameBackAndAFreshToken() {
        AnonymousNames.Granted first = names.fresh();
        now = now.plus(Duration.ofDays(6));

        AnonymousNames.Granted again = names(1).resume(first.token()).orElseThrow();

        assertThat(again.name()).isEqualTo(first.name());
        now = now.plus(Duration.ofDays(6));
        assertThat(names.resume(first.token())).isEmpty();
        assertThat(names.resume(again.token())).isPresent();
    }

    @Test
    void nobodyElseGetsANameWhileItsTokenIsGood() {
        AnonymousNames.Granted first = names.fresh();
        now = now.plus(ResumeTokens.LIFETIME).minusSeconds(1);

        // The same seed draws the same names again.
        assertThat(names(1).fresh().name()).isNotEqualTo(first.name());
        now = now.plus(Duration.ofDays(2));
        assertThat(names(1).fresh().name()).isEqualTo(first.name());
    }

    @Test
    void nameThatIsServedIsNotGivenAgainHoweverLong() {
        AnonymousNames.Granted first = names.fresh();
        live.add(first.name());
        now = now.plus(Duration.ofDays(99));

        assertThat(names(1).fresh().name()).isNotEqualTo(first.name());
    }

    @Test
    void tokenFromBeforeTheNameWasGivenToAnotherIsNoGood() {
        AnonymousNames.Granted first = names.fresh();
        database.releasedNames().delete(first.name().value());
        now = now.plusSeconds(1);
        AnonymousNames.Granted second = names(1).fresh();
        assertThat(second.name()).isEqualTo(first.name());

        assertThat(names.resume(first.token())).isEmpty();
        assertThat(names.resume(second.token())).isPresent();
    }

    @Test
    void tokenOfANameThatIsOwnedOrRestsForItsOwnerIsNoGood() {
        AnonymousNames.Granted first = names.fresh();
        AnonymousNames.Granted second = names.fresh();
        long owner = database.users().findOrCreate("github", "1", "alice");
        database.tunnels().create(owner, first.name().value());
        database.releasedNames()
                .put(second.name().value(), Optional.of(owner), now, now.plusSeconds(99));

        assertThat(names.resume(first.token())).isEmpty();
        assertThat(names.resume(second.token())).isEmpty();
    }

    @Test
    void nameThatWasForgottenIsKeptAgain() {
        AnonymousNames.Granted first = names.fresh();
        database.releasedNames().delete(first.name().value());

        assertThat(names.resume(first.token())).isPresent();

        assertThat(names(1).fresh().name()).isNotEqualTo(first.name());
    }
}
