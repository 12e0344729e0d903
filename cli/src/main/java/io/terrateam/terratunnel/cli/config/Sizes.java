package io.terrateam.terratunnel.cli.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes as people write them: `52428800`, `50MiB`, `50MB`, `64k`.
///
/// `KiB`, `MiB`, `GiB` and the bare letters are powers of 1024; `KB`, `MB`, `GB` are powers of
/// 1000.
public final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(?:([kmg])(i?b)?|b)?");

    private Sizes() {}

    /// Reads that form; empty where it is another.
    public static Optional<Long> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            return Optional.of(number);
        }
        long base = "b".equals(matcher.group(3)) ? 1_000 : 1_024;
        long factor =
                switch (unit) {
                    case "k" -> base;
                    case "m" -> base * base;
                    default -> base * base * base;
                };
        return number > Long.MAX_VALUE / factor ? Optional.empty() : Optional.of(number * factor);
    }

    /// The shortest such text.
    public static String format(long bytes) {
        String[] units = {"GiB", "MiB", "KiB"};
        long factor = 1L << 30;
        for (String unit : units) {
            if (bytes >= factor && bytes % factor == 0) {
                return bytes / factor + unit;
            }
            factor >>= 10;
        }
        return Long.toString(bytes);
    }
}
