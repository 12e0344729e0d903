package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens that get an anonymous tunnel its name back: `v1.<name>.<expiry>.<HMAC-SHA256>`.
///
/// Whoever holds one may serve that name until it expires; each new link gets a fresh one. They are
/// signed with a secret that the database keeps, so that they outlive a restart of the server, and
/// are not stored.
///
/// Thread: any; computes only. Spec: RFC 2104 (HMAC); base64url without padding, RFC 4648 section
/// 5.
public final class ResumeTokens {
    /// How long the secret is, in bytes.
    public static final int SECRET_BYTES = 32;

    static final Duration LIFETIME = Duration.ofDays(7);

    private static final String VERSION = "v1";
    private static final int MAX_LENGTH = 256;

    private final SecretKeySpec secret;
    private final Clock clock;

    /// @param secret random bytes that nobody else knows
    public ResumeTokens(byte[] secret, Clock clock) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret: "
                            + secret.length
                            + " bytes (expected: at least "
                            + SECRET_BYTES
                            + ")");
        }
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.clock = clock;
    }

    /// A token for `name`, good for a week.
    public String issue(TunnelName name) {
        long expiry = clock.instant().plus(LIFETIME).getEpochSecond();
        String signed = VERSION + "." + name.value() + "." + expiry;
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(signed));
    }

    /// A token that is good.
    ///
    /// @param issuedAt when it was made
    record Verified(TunnelName name, Instant issuedAt) {}

    /// What `token` is good for; empty where it is forged, mangled or too old.
    Optional<Verified> verify(String token) {
        int split = token.lastIndexOf('.');
        if (token.length() > MAX_LENGTH || split < 0) {
            return Optional.empty();
        }
        String signed = token.substring(0, split);
        String expected = Base64.getUrlEncoder().withoutPadding().encodeToString(sign(signed));
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                token.substring(split + 1).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        String[] parts = signed.split("\\.", -1);
        boolean wellFormed = parts.length == 3 && parts[0].equals(VERSION);
        if (!wellFormed) {
            return Optional.empty();
        }
        Instant expiry = Instant.ofEpochSecond(Long.parseLong(parts[2]));
        return expiry.isAfter(clock.instant())
                ? TunnelName.parse(parts[1]).map(name -> new Verified(name, expiry.minus(LIFETIME)))
                : Optional.empty();
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
