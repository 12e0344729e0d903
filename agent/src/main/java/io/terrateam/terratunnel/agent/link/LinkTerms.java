package io.terrateam.terratunnel.agent.link;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How an agent introduces itself, the same for every dial.
///
/// @param serverUrl where to dial; the path is always `/ws`
/// @param bearer the key, or null; never printed
/// @param localEndpoint the origin's address, for the server's dashboard
/// @param pool whether to share the tunnel's traffic
/// @param userAgent product, version, system
/// @param maxConcurrentStreams how many exchanges the agent takes at once
/// @param digests whether both ends hash long bodies
/// @param versions which versions of the link may be spoken
public record LinkTerms(
        URI serverUrl,
        @Nullable String bearer,
        String localEndpoint,
        boolean pool,
        String userAgent,
        int maxConcurrentStreams,
        boolean digests,
        LinkVersions versions) {

    /// Whether a link to this URL would cross a network without TLS.
    public static boolean isExposed(URI serverUrl) {
        Destination server = Destination.of(serverUrl);
        return !server.tls() && !server.isLoopback();
    }

    /// Hides the key.
    @Override
    public String toString() {
        return "LinkTerms[" + serverUrl + ", " + localEndpoint + "]";
    }
}
