package io.terrateam.terratunnel.agent.link;

import io.terrateam.terratunnel.agent.transport.HostResolver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which proxy, if any, leads to a server, as the usual environment variables say.
///
/// They hold for the way to the server alone, never for the origin.
///
/// @param secure for `wss` and `https`, if any
/// @param plain for `ws` and `http`, if any
/// @param exceptions lower-case hosts that are reached directly: `*`, a domain with all below it,
///   `host:port`
public record ProxyRules(Optional<Proxy> secure, Optional<Proxy> plain, List<String> exceptions) {

    /// No proxy at all.
    public static final ProxyRules NONE =
            new ProxyRules(Optional.empty(), Optional.empty(), List.of());

    /// One proxy.
    ///
    /// @param socks whether it speaks SOCKS 5 instead of HTTP `CONNECT`
    /// @param user who to log in as, null for nobody
    /// @param password never printed
    public record Proxy(
            boolean socks,
            String host,
            int port,
            @Nullable String user,
            @Nullable String password) {
        @Override
        public String toString() {
            return (socks ? "socks5://" : "http://") + host + ":" + port;
        }
    }

    /// Copies the list.
    public ProxyRules {
        exceptions = List.copyOf(exceptions);
    }

    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; lower case goes before upper
    /// case.
    ///
    /// Failure: `IllegalArgumentException` with the variable's name where one can't be understood.
    public static ProxyRules of(Map<String, String> environment) {
        Optional<Proxy> all = proxy(environment, "ALL_PROXY");
        Optional<Proxy> secure = proxy(environment, "HTTPS_PROXY").or(() -> all);
        Optional<Proxy> plain = proxy(environment, "HTTP_PROXY").or(() -> all);
        String except = variable(environment, "NO_PROXY");
        List<String> exceptions =
                Arrays.stream(except.split("[,\\s]+"))
                        .map(entry -> entry.trim().toLowerCase(Locale.ROOT))
                        .filter(entry -> !entry.isEmpty())
                        .toList();
        return new ProxyRules(secure, plain, exceptions);
    }

    private static Optional<Proxy> proxy(Map<String, String> environment, String name) {
        String value = variable(environment, name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String url = value.contains("://") ? value : "http://" + value;
        try {
            return Optional.of(parse(URI.create(url)));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    name
                            + ": not a proxy's URL (expected: http://host:port or"
                            + " socks5://host:port)",
                    malformed);
        }
    }

    private static Proxy parse(URI url) {
        boolean socks =
                switch (url.getScheme().toLowerCase(Locale.ROOT)) {
                    case "http" -> false;
                    case "socks5", "socks5h", "socks" -> true;
                    default -> throw new IllegalArgumentException("scheme: " + url.getScheme());
                };
        String host = url.getHost();
        if (host == null) {
            throw new IllegalArgumentException("host: none");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = url.getPort() > 0 ? url.getPort() : socks ? 1080 : 8080;
        String login = url.getRawUserInfo();
        if (login == null) {
            return new Proxy(socks, bare, port, null, null);
        }
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        String password = colon < 0 ? "" : login.substring(colon + 1);
        return new Proxy(socks, bare, port, decode(user), decode(password));
    }

    private static String decode(String part) {
        return java.net.URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String variable(Map<String, String> environment, String name) {
        String lower = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        return lower.isBlank() ? environment.getOrDefault(name, "").trim() : lower.trim();
    }

    /// The proxy for a way, or empty where it is direct. This machine is always reached directly.
    public Optional<Proxy> proxyFor(boolean tls, String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        if (HostResolver.isLoopback(name)
                || exceptions.stream().anyMatch(e -> matches(e, name, port))) {
            return Optional.empty();
        }
        return tls ? secure : plain;
    }

    private static boolean matches(String exception, String host, int port) {
        if (exception.equals("*")
                || exception.equals(host)
                || exception.equals(host + ":" + port)) {
            return true;
        }
        String domain = exception.startsWith("*.") ? exception.substring(1) : exception;
        if (domain.endsWith(":" + port)) {
            domain = domain.substring(0, domain.lastIndexOf(':'));
        }
        String suffix = domain.startsWith(".") ? domain : "." + domain;
        return host.endsWith(suffix) || suffix.substring(1).equals(host);
    }
}
