package io.terrateam.terratunnel.cli.requestlog;

import java.util.Locale;
import java.util.Set;

/// Hides the credentials in header fields; that a field was there stays visible.
final class Masking {
    static final String MASK = "[masked]";

    private static final Set<String> NAMES =
            Set.of(
                    "authorization",
                    "proxy-authorization",
                    "cookie",
                    "set-cookie",
                    "x-amz-security-token");

    private static final Set<String> SIGNS =
            Set.of("token", "secret", "signature", "api-key", "apikey", "password");

    private Masking() {}

    /// The value as it may be written: of a credential only its scheme or algorithm is left
    /// (`Bearer [masked]`, `sha256=[masked]`), of a cookie only its name.
    static String value(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAMES.contains(lower) && SIGNS.stream().noneMatch(lower::contains)) {
            return value;
        }
        if (lower.equals("cookie")) {
            return MASK;
        }
        int split = lower.endsWith("authorization") ? value.indexOf(' ') : value.indexOf('=');
        boolean hasShortPrefix = split > 0 && split <= 40 && split < value.length() - 1;
        return hasShortPrefix ? value.substring(0, split + 1) + MASK : MASK;
    }
}
