package io.terrateam.terratunnel.agent.origin;

import io.netty.util.NetUtil;
import io.terrateam.terratunnel.agent.transport.HostResolver;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Where the local service listens.
///
/// @param tls whether it speaks HTTPS
/// @param host its name or address, IPv6 without brackets; `localhost` for a unix socket
/// @param port its TCP port; 0 for a unix socket
/// @param basePath prepended to every path, empty or starting with `/` and not ending in one
/// @param socket the unix socket, if it is one
public record OriginAddress(
        boolean tls, String host, int port, String basePath, Optional<Path> socket) {

    private static final String EXPECTED =
            " (expected: a port, host:port, http://host:port, https://host:port or"
                    + " unix:/path/to/socket)";
    private static final int MAX_PORT = 65_535;

    /// Checks what the record can hold at all; [#parse] gives the helpful messages.
    public OriginAddress {
        if (socket.isEmpty() && (port < 1 || port > MAX_PORT)) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: empty (expected: a name or an address)");
        }
    }

    /// Reads what a user wrote: `3000`, `app:3000`, `http://…`, `https://…`, `unix:/run/app.sock`.
    ///
    /// Failure: `IllegalArgumentException` with a sentence for the user.
    public static OriginAddress parse(String text) {
        String trimmed = text.trim();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("local endpoint is empty" + EXPECTED);
        }
        if (isNumber(trimmed)) {
            return new OriginAddress(false, "localhost", port(text, trimmed), "", Optional.empty());
        }
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.startsWith("unix:")) {
            return parseUnix(text, trimmed.substring("unix:".length()));
        }
        int scheme = lower.indexOf("://");
        if (scheme < 0) {
            return parseAuthority(text, false, trimmed);
        }
        String rest = trimmed.substring(scheme + "://".length());
        return switch (lower.substring(0, scheme)) {
            case "http" -> parseAuthority(text, false, rest);
            case "https" -> parseAuthority(text, true, rest);
            default -> throw refused(text, "unknown scheme");
        };
    }

    private static OriginAddress parseUnix(String text, String rest) {
        String path = rest.startsWith("//") ? rest.substring(2) : rest;
        if (!path.startsWith("/")) {
            throw refused(text, "a unix socket needs an absolute path");
        }
        if (path.indexOf('\0') >= 0) {
            throw refused(text, "NUL in the path");
        }
        return new OriginAddress(false, "localhost", 0, "", Optional.of(Path.of(path)));
    }

    private static OriginAddress parseAuthority(String text, boolean tls, String rest) {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end);
        String path = rest.substring(end);
        if (authority.indexOf('@') >= 0) {
            throw refused(text, "no user name or password can be given");
        }
        int colon = portColon(text, authority);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = colon < 0 ? (tls ? 443 : 80) : port(text, authority.substring(colon + 1));
        return new OriginAddress(
                tls, checkHost(text, host), port, checkBasePath(text, path), Optional.empty());
    }

    /// Index of the colon before the port, or -1 where there is none.
    private static int portColon(String text, String authority) {
        if (!authority.startsWith("[")) {
            int colon = authority.indexOf(':');
            if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
                throw refused(text, "an IPv6 address needs brackets, as in http://[::1]:3000");
            }
            return colon;
        }
        int close = authority.indexOf(']');
        if (close < 0) {
            throw refused(text, "a bracket is missing");
        }
        if (close + 1 == authority.length()) {
            return -1;
        }
        if (authority.charAt(close + 1) != ':') {
            throw refused(text, "a colon is missing before the port");
        }
        return close + 1;
    }

    private static String checkHost(String text, String host) {
        if (host.startsWith("[")) {
            String number = host.substring(1, host.length() - 1);
            if (!NetUtil.isValidIpV6Address(number)) {
                throw refused(text, "not an IPv6 address");
            }
            return number;
        }
        if (host.isEmpty()) {
            throw refused(text, "the host is missing");
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean plain = c < 128 && Character.isLetterOrDigit(c);
            if (!plain && "-._".indexOf(c) < 0) {
                throw refused(text, "not a host name");
            }
        }
        return host.toLowerCase(Locale.ROOT);
    }

    private static String checkBasePath(String text, String path) {
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw refused(text, "no query or fragment can be given");
        }
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) <= ' ' || path.charAt(i) >= 0x7f) {
                throw refused(text, "the path has a character that must be percent-encoded");
            }
        }
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static int port(String text, String digits) {
        if (!isNumber(digits) || digits.length() > 5) {
            throw refused(text, "the port is not a number from 1 to 65535");
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > MAX_PORT) {
            throw refused(text, "the port is not a number from 1 to 65535");
        }
        return port;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("local endpoint " + text + ": " + why + EXPECTED);
    }

    /// Whether the service is on this machine by its address alone.
    public boolean isLoopback() {
        return socket.isPresent() || HostResolver.isLoopback(host);
    }

    /// `host` or `host:port` as a `Host` field has it.
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        boolean usual = socket.isPresent() || port == (tls ? 443 : 80);
        return usual ? name : name + ":" + port;
    }

    /// Scheme and authority, without a path.
    public String baseUrl() {
        return (tls ? "https://" : "http://") + authority();
    }

    /// The address as people write it.
    @Override
    public String toString() {
        return socket.map(path -> "unix:" + path).orElseGet(() -> baseUrl() + basePath);
    }
}
