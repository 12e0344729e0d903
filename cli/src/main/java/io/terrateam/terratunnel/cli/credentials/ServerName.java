package io.terrateam.terratunnel.cli.credentials;

import java.net.URI;
import java.util.Locale;

/// A server as keys are kept for it: how it is reached, host and port.
public final class ServerName {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private ServerName() {}

    /// The server's pages, such as `https://tunnel.example.com`, whichever of `ws`, `wss`, `http`
    /// and `https` leads there.
    public static URI webUrl(URI serverUrl) {
        boolean isSecure = isSecure(serverUrl);
        int usual = isSecure ? HTTPS_PORT : HTTP_PORT;
        int port = serverUrl.getPort();
        return URI.create(
                (isSecure ? "https://" : "http://")
                        + serverUrl.getHost().toLowerCase(Locale.ROOT)
                        + (port < 0 || port == usual ? "" : ":" + port));
    }

    /// Whether it is reached over TLS.
    public static boolean isSecure(URI serverUrl) {
        String scheme = serverUrl.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("wss") || scheme.equals("https");
    }
}
