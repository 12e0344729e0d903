package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.ReleasedNameTable;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Names of tunnels without an account: kept for whoever holds the token for as long as it is good.
///
/// Thread: may block on the database.
public final class AnonymousNames {
    private static final Duration MARGIN = Duration.ofDays(1);

    private final Database database;
    private final Names names;
    private final ResumeTokens tokens;
    private final Clock clock;

    /// Keeps names in `database`.
    public AnonymousNames(Database database, Names names, ResumeTokens tokens, Clock clock) {
        this.database = database;
        this.names = names;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// A name, and the token that gets it back.
    public record Granted(TunnelName name, String token) {}

    /// A name that nobody has.
    public Granted fresh() {
        TunnelName name =
                names.takingOne(() -> {
                    TunnelName drawn = names.fresh();
                    hold(drawn, clock.instant());
                    return drawn;
                });
        return granted(name);
    }

    /// The name that a token is good for; empty where it is forged, mangled or too old, or somebody
    /// else has the name by now.
    public Optional<Granted> resume(String token) {
        return tokens.verify(token).filter(this::keep).map(good -> granted(good.name()));
    }

    /// Makes sure that the name is kept for at least as long as a token that is made now.
    private boolean keep(ResumeTokens.Verified token) {
        if (names.isOwned(token.name())) {
            return false;
        }
        Optional<ReleasedNameTable.Row> rest = names.rest(token.name());
        if (rest.filter(row -> isOfAnother(row, token)).isPresent()) {
            return false;
        }
        Instant needed = clock.instant().plus(ResumeTokens.LIFETIME);
        return rest.filter(row -> !row.until().isBefore(needed)).isPresent()
                || names.takingOne(() -> keepLonger(token));
    }

    private boolean keepLonger(ResumeTokens.Verified token) {
        Optional<ReleasedNameTable.Row> rest = names.rest(token.name());
        if (names.isOwned(token.name())
                || rest.filter(row -> isOfAnother(row, token)).isPresent()) {
            return false;
        }
        hold(token.name(), rest.map(ReleasedNameTable.Row::since).orElse(token.issuedAt()));
        return true;
    }

    /// A name that somebody owned, or that was given to another one after the token was made.
    private static boolean isOfAnother(ReleasedNameTable.Row rest, ResumeTokens.Verified token) {
        return rest.userId().isPresent() || rest.since().isAfter(token.issuedAt());
    }

    /// A day more than a token is good for, so that one write a day is enough.
    private void hold(TunnelName name, Instant since) {
        database.releasedNames()
                .put(
                        name.value(),
                        Optional.empty(),
                        since,
                        clock.instant().plus(ResumeTokens.LIFETIME).plus(MARGIN));
    }

    private Granted granted(TunnelName name) {
        return new Granted(name, tokens.issue(name));
    }
}
