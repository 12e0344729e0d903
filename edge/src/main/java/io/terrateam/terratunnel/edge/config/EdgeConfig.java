package io.terrateam.terratunnel.edge.config;

import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import java.time.Duration;
import java.util.List;

/// All that the edge needs to know, read once and validated.
///
/// @param host address to listen on, `0.0.0.0` for all
/// @param port port to listen on, 0 for any free one
/// @param domain the server's own host; tunnels are served one label below it. May carry the public
///   port
/// @param publicScheme `http` or `https`, as visitors see it; used to print public URLs
/// @param trustedProxies address ranges (CIDR) whose forwarding fields are believed
/// @param sizes byte limits
/// @param times time limits
/// @param counts how many of a thing
/// @param linkLimits windows and frame sizes of links
public record EdgeConfig(
        String host,
        int port,
        Authority domain,
        String publicScheme,
        List<String> trustedProxies,
        Sizes sizes,
        Times times,
        Counts counts,
        LinkLimits linkLimits) {

    /// The defaults for one domain, listening on any free port of loopback.
    public static EdgeConfig forDomain(Authority domain) {
        return new EdgeConfig(
                "127.0.0.1",
                0,
                domain,
                "http",
                List.of(),
                Sizes.DEFAULT,
                Times.DEFAULT,
                Counts.DEFAULT,
                LinkLimits.DEFAULT);
    }

    /// Copies the lists.
    public EdgeConfig {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /// Byte limits.
    ///
    /// @param requestLine longest request line or target (414)
    /// @param headers largest header block (431)
    /// @param fieldCount most header fields (431)
    /// @param requestBody largest request body, 0 for none (413)
    /// @param responseBody largest response body, 0 for none (413)
    /// @param linkBuffer what slow visitors may make one link's exchanges hold; beyond it the
    ///   slowest is reset
    public record Sizes(
            int requestLine,
            int headers,
            int fieldCount,
            long requestBody,
            long responseBody,
            long linkBuffer) {
        /// 8 KiB, 32 KiB, 100, 50 MiB, 50 MiB, 64 MiB.
        public static final Sizes DEFAULT =
                new Sizes(8 << 10, 32 << 10, 100, 52_428_800, 52_428_800, 64L << 20);
    }

    /// Time limits.
    ///
    /// @param head until a request head is complete, from its first byte
    /// @param idle how long a kept-alive connection may wait for its next request
    /// @param requestBodyIdle how long a body may pause while we want more of it
    /// @param responseHead until the origin has sent its response head (504)
    /// @param responseIdle how long a begun response or an upgraded connection may be silent
    /// @param writeStall how long a visitor may not read
    /// @param hold how long an exchange waits for a link that comes back, or for room on a full one
    /// @param linkOpening until an agent's key has been judged (503), and again until the agent has
    ///   sent its first settings
    /// @param drain how long a replaced or draining link may finish what runs
    public record Times(
            Duration head,
            Duration idle,
            Duration requestBodyIdle,
            Duration responseHead,
            Duration responseIdle,
            Duration writeStall,
            Duration hold,
            Duration linkOpening,
            Duration drain) {
        /// 10 s, 75 s, 30 s, 600 s, 1 h, 60 s, 5 s, 10 s, 30 s.
        public static final Times DEFAULT =
                new Times(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(600),
                        Duration.ofHours(1),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30));
    }

    /// How many of a thing.
    ///
    /// @param connections connections in all, those of agents included
    /// @param connectionsPerAddress connections of one address; loopback and trusted proxies are
    ///   exempt
    /// @param exchangesPerTunnel exchanges at once on one tunnel (503 `busy`)
    /// @param heldPerTunnel exchanges that may wait for a link or for room on one
    /// @param streamsPerVisitorConnection concurrent HTTP/2 streams of a visitor
    /// @param links links in all (503)
    /// @param exchangesPerLink exchanges that one link carries in its life before its agent is
    ///   asked for the next one; stream ids would end at four times the default
    public record Counts(
            int connections,
            int connectionsPerAddress,
            int exchangesPerTunnel,
            int heldPerTunnel,
            int streamsPerVisitorConnection,
            int links,
            int exchangesPerLink) {
        /// 20,000, 100, 2,500, 200, 100, 10,000, 250,000,000.
        public static final Counts DEFAULT =
                new Counts(20_000, 100, 2_500, 200, 100, 10_000, 250_000_000);
    }
}
