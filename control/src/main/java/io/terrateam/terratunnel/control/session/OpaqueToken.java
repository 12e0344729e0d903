package io.terrateam.terratunnel.control.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// A text of 256 random bits that only its holder knows: the database has its hash.
///
/// Its `toString` never shows it.
public final class OpaqueToken {
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String text;

    private OpaqueToken(String text) {
        this.text = text;
    }

    /// Makes a new one.
    ///
    /// @param random a `SecureRandom` outside tests
    public static OpaqueToken random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new OpaqueToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Takes what was presented; empty where it can't be one.
    public static Optional<OpaqueToken> of(String presented) {
        return FORM.matcher(presented).matches()
                ? Optional.of(new OpaqueToken(presented))
                : Optional.empty();
    }

    /// SHA-256 in lower-case hex: what is stored and looked up.
    public String hash() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha256.digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The text itself; for its holder.
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
