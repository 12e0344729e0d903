package io.terrateam.terratunnel.control.login;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.terrateam.terratunnel.control.session.OpaqueToken;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.OAuthStateRow;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Sign-ins that have begun and not ended.
///
/// Each is known by a state that goes to the provider and comes back, good once, for [#LIFETIME],
/// at the provider and in the browser that it was begun with. The database has hashes of state and
/// browser cookie.
///
/// Thread: may block on the database. Limits: [#MAX_STATES]; beyond that the oldest go.
public final class LoginStates {
    /// How long a browser may take to come back.
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    static final int MAX_STATES = 10_000;

    private static final String PURPOSE = "login";

    private final Database database;
    private final RandomGenerator random;
    private final Clock clock;

    /// @param random a `SecureRandom` outside tests
    public LoginStates(Database database, RandomGenerator random, Clock clock) {
        this.database = database;
        this.random = random;
        this.clock = clock;
    }

    /// A sign-in that was just begun.
    record Begun(OpaqueToken state, OpaqueToken browser, CodeVerifier verifier) {}

    /// A sign-in that came back.
    sealed interface Found {
        /// As it should.
        record Right(CodeVerifier verifier, LoginGoal goal) implements Found {}

        /// Not as it should; it is over.
        record Wrong(LoginProblem problem, Optional<Caller> caller) implements Found {}
    }

    Begun begin(String provider, LoginGoal goal) {
        Instant now = clock.instant();
        Begun begun =
                new Begun(
                        OpaqueToken.random(random),
                        OpaqueToken.random(random),
                        new CodeVerifier(OpaqueToken.random(random).reveal()));
        OAuthStateRow row =
                new OAuthStateRow(
                        begun.state().hash(),
                        provider,
                        begun.browser().hash(),
                        begun.verifier().getValue(),
                        PURPOSE,
                        Optional.of(goal.next()),
                        goal.caller().map(caller -> caller.redirectUri().toString()),
                        goal.caller().flatMap(Caller::state),
                        Optional.empty(),
                        now,
                        now.plus(LIFETIME));
        database.transaction(() -> {
            database.oauthStates().deleteExpired(now);
            database.oauthStates().insert(row);
            database.oauthStates().keepNewest(MAX_STATES);
        });
        return begun;
    }

    /// Takes a sign-in out, whatever becomes of it.
    Found take(String provider, Optional<String> state, Optional<String> browser) {
        Optional<OAuthStateRow> found =
                state.flatMap(OpaqueToken::of)
                        .flatMap(token -> database.oauthStates().take(token.hash()));
        if (found.isEmpty() || !found.get().expiresAt().isAfter(clock.instant())) {
            return new Found.Wrong(LoginProblem.STATE_UNKNOWN, Optional.empty());
        }
        OAuthStateRow row = found.get();
        if (!isSame(row.browserHash(), browser)) {
            return new Found.Wrong(LoginProblem.OTHER_BROWSER, Optional.empty());
        }
        Optional<Caller> caller =
                row.externalRedirectUri()
                        .map(uri -> new Caller(URI.create(uri), row.externalState()));
        if (!row.provider().equals(provider)) {
            return new Found.Wrong(LoginProblem.OTHER_PROVIDER, caller);
        }
        return new Found.Right(
                new CodeVerifier(row.codeVerifier()),
                new LoginGoal(ReturnPath.of(row.next().orElse(ReturnPath.HOME)), caller));
    }

    private static boolean isSame(String browserHash, Optional<String> browser) {
        String presented = browser.flatMap(OpaqueToken::of).map(OpaqueToken::hash).orElse("");
        return !presented.isEmpty()
                && MessageDigest.isEqual(
                        browserHash.getBytes(StandardCharsets.US_ASCII),
                        presented.getBytes(StandardCharsets.US_ASCII));
    }
}
