package io.terrateam.terratunnel.protocol.http;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Optional;

/// A host and, if written, its port, in the one canonical form that everything is compared by:
/// lower case, without a trailing dot.
///
/// Spec: RFC 9110 section 4.2.3 and 7.2, RFC 3986 section 3.2.2.
///
/// @param host a DNS name, an IPv4 address or an IPv6 address in brackets
/// @param port the port, or -1 where none was written
public record Authority(String host, int port) {

    private static final int MAX_LENGTH = 255 + 6;

    /// The authority that `text` spells, or empty where it is malformed or could be read in two
    /// ways (user info, an empty host, an empty or absurd port, anything but letters, digits, `-`,
    /// `.` and `_` in a name).
    public static Optional<Authority> parse(CharSequence text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isAscii(text)) {
            return Optional.empty();
        }
        String lower = text.toString().toLowerCase(Locale.ROOT);
        int hostEnd = lower.charAt(0) == '[' ? ipv6End(lower) : nameEnd(lower);
        if (hostEnd <= 0) {
            return Optional.empty();
        }
        int port = hostEnd == lower.length() ? -1 : port(lower, hostEnd);
        if (port == INVALID) {
            return Optional.empty();
        }
        String host = lower.substring(0, hostEnd);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        boolean oddDots =
                host.isEmpty() || host.startsWith(".") || host.contains("..") || host.endsWith(".");
        return oddDots ? Optional.empty() : Optional.of(new Authority(host, port));
    }

    private static final int INVALID = -2;

    /// The Kelvin sign would become a `k` in lower case.
    private static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static int nameEnd(String text) {
        int i = 0;
        while (i < text.length() && isNameCharacter(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    }

    private static int ipv6End(String text) {
        int close = text.indexOf(']');
        if (close < 3) {
            return -1;
        }
        boolean valid =
                text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text.substring(1, close));
        return valid ? close + 1 : -1;
    }

    private static int port(String text, int from) {
        int digits = text.length() - from - 1;
        if (text.charAt(from) != ':' || digits < 1 || digits > 5) {
            return INVALID;
        }
        int port = 0;
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return INVALID;
            }
            port = port * 10 + (c - '0');
        }
        return port > 65_535 ? INVALID : port;
    }

    @Override
    public String toString() {
        return port < 0 ? host : host + ":" + port;
    }
}
