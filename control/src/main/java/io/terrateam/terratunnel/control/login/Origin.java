package io.terrateam.terratunnel.control.login;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Scheme, host and port of a web site: what browsers tell sites apart by.
///
/// Spec: RFC 6454 section 4.
///
/// @param scheme `http` or `https`
/// @param host lower case
/// @param port never left open
public record Origin(String scheme, String host, int port) {
    private static final int MAX_PORT = 65_535;

    /// The origin that `text` spells, such as `https://setup.example.com`; empty where it is none
    /// or says more than that.
    public static Optional<Origin> parse(String text) {
        try {
            URI uri = new URI(text);
            boolean isBare =
                    (uri.getRawPath() == null || uri.getRawPath().matches("/?"))
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null;
            return isBare ? of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /// The origin of an address; empty where it has none or could be read in two ways.
    public static Optional<Origin> of(URI uri) {
        String scheme = uri.getScheme();
        String host = uri.getHost();
        if (scheme == null || host == null || uri.getRawUserInfo() != null) {
            return Optional.empty();
        }
        String lowerScheme = scheme.toLowerCase(Locale.ROOT);
        if (!lowerScheme.equals("http") && !lowerScheme.equals("https")) {
            return Optional.empty();
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : lowerScheme.equals("https") ? 443 : 80;
        return port > MAX_PORT
                ? Optional.empty()
                : Optional.of(new Origin(lowerScheme, host.toLowerCase(Locale.ROOT), port));
    }

    /// Whether it is on the machine that asks, by an address that leads nowhere else.
    ///
    /// Spec: RFC 8252 section 7.3 and 8.3; `localhost` is taken too, since the set-up wizard uses
    /// it.
    public boolean isLoopback() {
        return host.equals("127.0.0.1") || host.equals("[::1]") || host.equals("localhost");
    }

    @Override
    public String toString() {
        boolean isDefaultPort = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (isDefaultPort ? "" : ":" + port);
    }
}
