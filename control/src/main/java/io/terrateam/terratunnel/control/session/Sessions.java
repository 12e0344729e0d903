package io.terrateam.terratunnel.control.session;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.AuditLog.Subject;
import io.terrateam.terratunnel.control.session.SessionTokens.Claims;
import io.terrateam.terratunnel.control.session.SessionTokens.Verdict;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.SessionRow;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Who is signed in.
///
/// A session is a signed token at the browser and a row here; without the row the token is worth
/// nothing. It ends by itself after its lifetime or when it was unused for the idle time, and at
/// once when its user signs out or is disabled.
///
/// Thread: may block on the database. Limits: [#MAX_PER_USER] sessions a user; a further one ends
/// the one that was unused for longest.
public final class Sessions {
    static final int MAX_PER_USER = 50;
    static final Duration SEEN_PRECISION = Duration.ofMinutes(1);

    private static final String SECRET = "session-signing";
    private static final int MAX_USER_AGENT = 512;

    private final Database database;
    private final Accounts accounts;
    private final AuditLog audit;
    private final SessionConfig config;
    private final RandomGenerator random;
    private final Clock clock;
    private final SessionTokens tokens;

    /// @param tools chance and time
    /// @param publicUrl this server, which tokens are made by
    public Sessions(
            Database database,
            Accounts accounts,
            AuditLog audit,
            SessionConfig config,
            URI publicUrl,
            Tools tools) {
        this.database = database;
        this.accounts = accounts;
        this.audit = audit;
        this.config = config;
        this.random = tools.random();
        this.clock = tools.clock();
        this.tokens =
                new SessionTokens(
                        config.algorithm(),
                        config.secret().orElseGet(this::storedSecret),
                        publicUrl.toString(),
                        clock);
    }

    /// Chance and time, which tests hold.
    ///
    /// @param random a `SecureRandom` outside tests
    public record Tools(RandomGenerator random, Clock clock) {}

    /// A session that was just opened.
    ///
    /// @param token for the browser's cookie
    public record Opened(String token, Duration lifetime) {}

    /// Opens a session, always with a new id.
    public Opened open(User user, Actor from) {
        OpaqueToken id = OpaqueToken.random(random);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(config.lifetime());
        database.transaction(() -> {
            database.sessions().deleteExpired(now, now.minus(config.idleTimeout()));
            database.sessions().listOf(user.id()).stream()
                    .skip(MAX_PER_USER - 1)
                    .forEach(surplus -> database.sessions().delete(surplus.idHash()));
            database.sessions()
                    .insert(
                            new SessionRow(
                                    id.hash(),
                                    user.id(),
                                    now,
                                    now,
                                    expiresAt,
                                    cut(from.userAgent()),
                                    from.peerAddress()));
        });
        return new Opened(tokens.make(user, id, now, expiresAt), config.lifetime());
    }

    /// Judges what a request carries, and notes that the session was used.
    public SessionCheck check(String token) {
        return switch (tokens.read(token)) {
            case Verdict.Invalid() -> new SessionCheck.Invalid();
            case Verdict.Expired() -> new SessionCheck.Over();
            case Verdict.Valid(Claims claims) -> check(claims);
        };
    }

    private SessionCheck check(Claims claims) {
        Instant now = clock.instant();
        Optional<SessionRow> found = database.sessions().find(claims.sessionId().hash());
        if (found.isEmpty() || isOver(found.get(), now)) {
            return new SessionCheck.Over();
        }
        SessionRow row = found.get();
        if (row.userId() != claims.userId()) {
            return new SessionCheck.Invalid();
        }
        Optional<User> user = accounts.find(row.userId()).filter(User::active);
        if (user.isEmpty()) {
            return new SessionCheck.NoUser();
        }
        if (Duration.between(row.lastSeenAt(), now).compareTo(SEEN_PRECISION) >= 0) {
            database.sessions().markSeen(row.idHash(), now);
        }
        return new SessionCheck.Valid(
                new Session(claims.sessionId(), user.get(), row.createdAt(), row.expiresAt()));
    }

    private boolean isOver(SessionRow row, Instant now) {
        return !row.expiresAt().isAfter(now)
                || row.lastSeenAt().plus(config.idleTimeout()).isBefore(now);
    }

    /// Ends the session with that id.
    public void end(OpaqueToken id, Actor by) {
        database.transaction(() -> {
            if (database.sessions().delete(id.hash())) {
                audit.changed(AuditEvent.LOGOUT, by, Subject.of(by.username()));
            }
        });
    }

    /// Ends all sessions of a user, this one too.
    ///
    /// @return how many there were
    public int endAllOf(User user, Actor by) {
        return database.transactionAndGet(() -> {
            int ended = database.sessions().deleteAllOf(user.id());
            audit.changed(
                    AuditEvent.LOGOUT,
                    by,
                    new Subject("", user.username(), Map.of("sessions", Integer.toString(ended))));
            return ended;
        });
    }

    /// A session as its owner sees it.
    ///
    /// @param isThis whether it is the one that asks
    public record Listed(SessionRow row, boolean isThis) {}

    /// A user's sessions that still run, the last used first.
    ///
    /// @param current the one that asks
    public List<Listed> list(User user, OpaqueToken current) {
        Instant now = clock.instant();
        return database.sessions().listOf(user.id()).stream()
                .filter(row -> !isOver(row, now))
                .map(row -> new Listed(row, row.idHash().equals(current.hash())))
                .toList();
    }

    private SigningSecret storedSecret() {
        return SigningSecret.ofStored(
                database.secrets().findOrCreate(SECRET, () -> SigningSecret.fresh(random)));
    }

    private static String cut(String userAgent) {
        return userAgent.length() <= MAX_USER_AGENT
                ? userAgent
                : userAgent.substring(0, MAX_USER_AGENT);
    }
}
