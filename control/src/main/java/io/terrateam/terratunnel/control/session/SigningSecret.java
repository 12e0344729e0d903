package io.terrateam.terratunnel.control.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// What sessions are signed with. Whoever knows it can be anybody, so what is short or well known
/// is refused.
///
/// Its `toString` never shows it.
public final class SigningSecret {
    static final int FRESH_BYTES = 64;

    private static final int LEAST_DISTINCT_BYTES = 10;

    /// Letters and digits of secrets that stand in examples; a secret that contains one is known.
    private static final List<String> WELL_KNOWN =
            List.of(
                    "changeme",
                    "changethis",
                    "replaceme",
                    "replacethis",
                    "yoursecret",
                    "yourjwtsecret",
                    "yoursupersecret",
                    "your256bitsecret",
                    "your384bitsecret",
                    "your512bitsecret",
                    "astringsecretatleast",
                    "avalidstringsecretthat",
                    "mysecret",
                    "supersecret",
                    "secretsecret",
                    "secretkey",
                    "jwtsecret",
                    "password",
                    "insecure",
                    "0123456789abcdef0123456789abcdef",
                    "12345678901234567890");

    private final byte[] bytes;

    private SigningSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes a secret that somebody configured.
    ///
    /// @throws IllegalArgumentException with what is expected, where it is too short, too simple or
    ///   well known
    public static SigningSecret of(String text, SigningAlgorithm algorithm) {
        byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
        if (isWellKnown(text)) {
            throw new IllegalArgumentException(
                    "a secret of your own; this one stands in examples. Make one with: openssl rand"
                            + " -base64 48");
        }
        if (bytes.length < algorithm.leastSecretBytes()) {
            throw new IllegalArgumentException(
                    "at least %d bytes for %s; this has %d. Make one with: openssl rand -base64 48"
                            .formatted(algorithm.leastSecretBytes(), algorithm, bytes.length));
        }
        if (distinct(bytes) < LEAST_DISTINCT_BYTES) {
            throw new IllegalArgumentException(
                    "a random text; this one repeats a few characters. Make one with: openssl rand"
                            + " -base64 48");
        }
        return new SigningSecret(bytes);
    }

    /// Takes a secret that this server made.
    public static SigningSecret ofStored(byte[] stored) {
        if (stored.length < FRESH_BYTES) {
            throw new IllegalArgumentException("a stored secret is too short");
        }
        return new SigningSecret(stored.clone());
    }

    /// Makes bytes for [#ofStored].
    public static byte[] fresh(RandomGenerator random) {
        byte[] fresh = new byte[FRESH_BYTES];
        random.nextBytes(fresh);
        return fresh;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "[redacted]";
    }

    private static boolean isWellKnown(String text) {
        String letters = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return WELL_KNOWN.stream().anyMatch(letters::contains);
    }

    private static int distinct(byte[] bytes) {
        boolean[] seen = new boolean[256];
        int count = 0;
        for (byte b : bytes) {
            if (!seen[b & 0xff]) {
                seen[b & 0xff] = true;
                count++;
            }
        }
        return count;
    }
}
