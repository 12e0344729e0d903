package io.terrateam.terratunnel.protocol;

import java.util.Locale;
import java.util.Optional;

/// The label before the domain under which a tunnel is served, for example `happy-panda-dancing`.
///
/// Limits: 3 to 63 characters of `a-z`, `0-9` and `-`, a hyphen neither first nor last; always
/// lower case, and never an internationalised (`xn--`) label, which could look like somebody else's
/// name. Spec: RFC 1123 section 2.1 and RFC 1035 section 2.3.4 (what a host label may be).
///
/// @param value the label itself
public record TunnelName(String value) implements Comparable<TunnelName> {

    /// Shortest label that is accepted, in characters.
    public static final int MIN_LENGTH = 3;

    /// Longest label that DNS allows, in characters.
    public static final int MAX_LENGTH = 63;

    /// Refuses what is not a valid label with an `IllegalArgumentException` that names the rule.
    public TunnelName {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "tunnelName: "
                            + value
                            + " (expected: 3-63 characters a-z, 0-9 and -, no hyphen at either end)");
        }
    }

    /// The name that `label` spells in any case, or empty where it is none.
    public static Optional<TunnelName> parse(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        // The Kelvin sign would become a k.
        boolean ascii = label.chars().allMatch(c -> c < 0x80);
        return ascii && isValid(lower) ? Optional.of(new TunnelName(lower)) : Optional.empty();
    }

    private static boolean isValid(String label) {
        int length = label.length();
        if (length < MIN_LENGTH || length > MAX_LENGTH || label.startsWith("xn--")) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = label.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean innerHyphen = c == '-' && i > 0 && i < length - 1;
            if (!letterOrDigit && !innerHyphen) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(TunnelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
