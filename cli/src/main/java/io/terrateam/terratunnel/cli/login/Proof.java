package io.terrateam.terratunnel.cli.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// What only this run of the program knows: a state that has to come back, and the secret half of
/// PKCE.
///
/// @param state 256 random bits
/// @param verifier 256 random bits; the server sees their hash first
record Proof(String state, String verifier) {
    static Proof random() {
        SecureRandom random = new SecureRandom();
        return new Proof(text(random), text(random));
    }

    /// The half that may be seen.
    String challenge() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String text(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
