package io.terrateam.terratunnel.control.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The text of an API key: `ttk_`, 30 random base62 characters (178 bits), and 6 that are the
/// CRC-32 of the rest.
///
/// The checksum tells a mistyped key from an unknown one and lets scanners drop noise; it is no
/// secret. Keys of the Python original, 43 characters of URL-safe base64, have none and are known
/// by their hash alone.
///
/// Its `toString` never shows it.
public final class KeyText {
    static final String PREFIX = "ttk_";

    private static final String BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 30;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int DISPLAY_LENGTH = 8;
    private static final int SUFFIX_LENGTH = 4;
    private static final Pattern OURS =
            Pattern.compile("ttk_[0-9A-Za-z]{" + (RANDOM_LENGTH + CHECKSUM_LENGTH) + "}");

    private final String text;

    private KeyText(String text) {
        this.text = text;
    }

    /// Takes whatever was presented.
    public static KeyText of(String presented) {
        return new KeyText(presented.strip());
    }

    /// Makes a new key.
    public static KeyText random(RandomGenerator random) {
        StringBuilder body = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            body.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return new KeyText(body + checksum(body.toString()));
    }

    /// Whether it starts like one of ours but can't be one: wrong length, wrong characters or wrong
    /// checksum.
    public boolean isMistyped() {
        if (!text.startsWith(PREFIX)) {
            return false;
        }
        if (!OURS.matcher(text).matches()) {
            return true;
        }
        int split = text.length() - CHECKSUM_LENGTH;
        return !checksum(text.substring(0, split)).equals(text.substring(split));
    }

    /// SHA-256 in lower-case hex: what is stored and looked up.
    public String hash() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The first characters, enough to tell keys apart and too few to help a guess.
    public String displayPrefix() {
        return text.substring(0, Math.min(DISPLAY_LENGTH, text.length()));
    }

    /// The last characters, for the same; none of a key that is not ours.
    public String displaySuffix() {
        return text.startsWith(PREFIX) ? text.substring(text.length() - SUFFIX_LENGTH) : "";
    }

    /// The key itself; to be shown once to whoever made it.
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "[redacted]";
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM_LENGTH];
        long rest = crc.getValue();
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
            rest /= BASE62.length();
        }
        return new String(digits);
    }
}
