package io.terrateam.terratunnel.control.login.handover;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.terrateam.terratunnel.control.session.OpaqueToken;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.LoginCodeRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Codes that stand for what a user agreed to. Each is good once, and the database has its hash.
///
/// Thread: may block on the database.
public final class HandoverCodes {
    /// How long a program may take to come with its code.
    static final Duration KEY_LIFETIME = Duration.ofMinutes(1);

    /// How long the set-up wizard may take to come with what it takes for a provider's token.
    static final Duration IDENTITY_LIFETIME = Duration.ofMinutes(10);

    private static final String FOR_KEY = "key";
    private static final String FOR_IDENTITY = "identity";

    private final Database database;
    private final RandomGenerator random;
    private final Clock clock;

    /// @param random a `SecureRandom` outside tests
    public HandoverCodes(Database database, RandomGenerator random, Clock clock) {
        this.database = database;
        this.random = random;
        this.clock = clock;
    }

    /// What a user agreed to.
    ///
    /// @param keyName what to call the key
    record Agreed(long userId, long tunnelId, String keyName) {}

    OpaqueToken forKey(Agreed agreed, String challenge, String redirectUri) {
        return issue(
                FOR_KEY,
                agreed.userId(),
                challenge,
                redirectUri,
                agreed.tunnelId() + " " + agreed.keyName(),
                KEY_LIFETIME);
    }

    OpaqueToken forIdentity(long userId) {
        return issue(FOR_IDENTITY, userId, "", "", "", IDENTITY_LIFETIME);
    }

    /// What the user agreed to, for a program that knows the code's secret half. The code is gone,
    /// whatever becomes of it.
    Optional<Agreed> redeemForKey(String code, String verifier, String redirectUri) {
        return take(code, FOR_KEY)
                .filter(row -> row.redirectUri().equals(redirectUri))
                .filter(row -> isVerified(row.challenge(), verifier))
                .map(row -> {
                    String[] data = row.data().split(" ", 2);
                    return new Agreed(row.userId(), Long.parseLong(data[0]), data[1]);
                });
    }

    /// Whose code it is that the set-up wizard comes with.
    public Optional<Long> redeemForIdentity(String code) {
        return take(code, FOR_IDENTITY).map(LoginCodeRow::userId);
    }

    private OpaqueToken issue(
            String purpose,
            long userId,
            String challenge,
            String redirectUri,
            String data,
            Duration lifetime) {
        OpaqueToken code = OpaqueToken.random(random);
        Instant now = clock.instant();
        LoginCodeRow row =
                new LoginCodeRow(
                        code.hash(),
                        userId,
                        purpose,
                        challenge,
                        redirectUri,
                        data,
                        now.plus(lifetime));
        database.transaction(() -> {
            database.loginCodes().deleteExpired(now);
            database.loginCodes().insert(row);
        });
        return code;
    }

    private Optional<LoginCodeRow> take(String code, String purpose) {
        return OpaqueToken.of(code)
                .flatMap(token -> database.loginCodes().take(token.hash()))
                .filter(row -> row.purpose().equals(purpose))
                .filter(row -> row.expiresAt().isAfter(clock.instant()));
    }

    private static boolean isVerified(String challenge, String verifier) {
        if (verifier.length() < CodeVerifier.MIN_LENGTH
                || verifier.length() > CodeVerifier.MAX_LENGTH) {
            return false;
        }
        try {
            String computed =
                    CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier))
                            .getValue();
            return MessageDigest.isEqual(
                    challenge.getBytes(StandardCharsets.US_ASCII),
                    computed.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
