package io.terrateam.terratunnel.cli.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Addresses of web sites, as settings have them.
final class WebUrls {
    private static final int MAX_PORT = 65_535;

    private WebUrls() {}

    /// `text` as an `http` or `https` address without user, query, fragment or slash at its end;
    /// empty where it is none.
    static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean isWeb =
                    (scheme.equals("http") || scheme.equals("https"))
                            && uri.getHost() != null
                            && uri.getRawUserInfo() == null
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getPort() <= MAX_PORT;
            if (!isWeb) {
                return Optional.empty();
            }
            String path = uri.getRawPath().replaceAll("/+$", "");
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return Optional.of(
                    new URI(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
