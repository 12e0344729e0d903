package io.terrateam.terratunnel.agent.link;

import io.terrateam.terratunnel.agent.transport.HostResolver;
import java.net.URI;
import java.util.Locale;

/// A place on the network that speaks HTTP, in the clear or through TLS.
///
/// @param host name or number, IPv6 without brackets
record Destination(boolean tls, String host, int port) {

    /// Where a `ws`, `wss`, `http` or `https` URL leads to.
    ///
    /// Failure: `IllegalArgumentException` for others.
    static Destination of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean tls =
                switch (scheme) {
                    case "ws", "http" -> false;
                    case "wss", "https" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "server url: "
                                            + url
                                            + " (expected: ws://, wss://, http:// or https://)");
                };
        String host = url.getHost();
        if (host == null) {
            throw new IllegalArgumentException("server url: " + url + " (expected: with a host)");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        return new Destination(tls, bare, port);
    }

    /// Whether what goes there stays on this machine.
    boolean isLoopback() {
        return HostResolver.isLoopback(host);
    }

    /// As a `Host` field has it.
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }
}
