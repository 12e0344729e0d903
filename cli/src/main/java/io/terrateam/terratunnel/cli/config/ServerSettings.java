package io.terrateam.terratunnel.cli.config;

import static io.terrateam.terratunnel.cli.config.Scope.SERVER;

import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What `terratunnel server` understands; what is about people, in [ControlSettings]. Defaults of
/// limits are those of [EdgeConfig].
public final class ServerSettings {
    private static final EdgeConfig.Sizes SIZES = EdgeConfig.Sizes.DEFAULT;
    private static final EdgeConfig.Times TIMES = EdgeConfig.Times.DEFAULT;
    private static final EdgeConfig.Counts COUNTS = EdgeConfig.Counts.DEFAULT;

    public static final Setting<String> HOST =
            Setting.of(
                    SERVER,
                    "host",
                    ValueType.text("ADDRESS", "an address of this machine"),
                    "0.0.0.0",
                    "The address to listen on; 0.0.0.0 is every one.");
    public static final Setting<Integer> PORT =
            Setting.of(
                    SERVER,
                    "port",
                    ValueType.integer(0, 65_535),
                    "8000",
                    "The port to listen on, for visitors and clients; 0 is any free one.");
    public static final Setting<Authority> DOMAIN =
            Setting.of(
                    SERVER,
                    "domain",
                    ValueType.of(
                            "DOMAIN",
                            "a host name, with :port if visitors need one",
                            text ->
                                    Authority.parse(text)
                                            .orElseThrow(IllegalArgumentException::new)),
                    "tunnel.terrateam.dev",
                    "The server's own host name. Tunnels are served one label below it, so"
                            + " *.DOMAIN must lead here. With :port where visitors need one.");
    public static final Setting<String> PUBLIC_SCHEME =
            Setting.of(
                    SERVER,
                    "public-scheme",
                    ValueType.oneOf("auto", "http", "https"),
                    "auto",
                    "How public URLs begin. auto means http for localhost, IP addresses and"
                            + " domains with a port other than 443, else https.");
    public static final Setting<Path> DB_PATH =
            Setting.of(
                    SERVER,
                    "db-path",
                    ValueType.path(),
                    "terratunnel.db",
                    "The SQLite database. It is made with its directories where it doesn't exist;"
                            + " a current one of the Python Terratunnel is taken over after a copy.");
    public static final Setting<Boolean> REQUIRE_AUTH =
            Setting.of(
                            SERVER,
                            "require-auth",
                            ValueType.choice(),
                            "true",
                            "Whether a tunnel needs a key. If not, whoever reaches the server gets"
                                    + " a tunnel with a random name.")
                    .withVariable("REQUIRE_AUTH_FOR_TUNNELS");
    public static final Setting<Duration> DRAIN_TIMEOUT =
            duration(
                    "drain-timeout",
                    TIMES.drain(),
                    "How long requests may still run after the first Ctrl-C or SIGTERM.",
                    Duration.ZERO);
    public static final Setting<List<String>> TRUSTED_PROXIES =
            Setting.of(
                    SERVER,
                    "trusted-proxies",
                    ValueType.ranges(),
                    "",
                    "Addresses of proxies in front of the server, whose X-Forwarded-* and"
                            + " Forwarded fields are believed.");

    public static final Setting<Long> MAX_REQUEST_SIZE =
            body("max-request-size", SIZES.requestBody(), "request");
    public static final Setting<Long> MAX_RESPONSE_SIZE =
            body("max-response-size", SIZES.responseBody(), "response");
    public static final Setting<Long> MAX_TARGET_SIZE =
            size(
                    "max-target-size",
                    SIZES.requestLine(),
                    "The longest request line; more is answered 414.");
    public static final Setting<Long> MAX_HEADER_SIZE =
            size(
                    "max-header-size",
                    SIZES.headers(),
                    "The largest header block; more is answered 431.");
    public static final Setting<Integer> MAX_HEADER_FIELDS =
            count(
                    "max-header-fields",
                    SIZES.fieldCount(),
                    "The most header fields; more are answered 431.");
    public static final Setting<Long> LINK_BUFFER =
            Setting.of(
                    SERVER,
                    "link-buffer",
                    ValueType.size(1 << 20, 16L << 30),
                    Sizes.format(SIZES.linkBuffer()),
                    "How much slow visitors may make the server hold for one client; beyond it the"
                            + " slowest is cut off.");

    public static final Setting<Duration> HEAD_TIMEOUT =
            duration(
                    "head-timeout",
                    TIMES.head(),
                    "Until a request head is complete, from its first byte.");
    public static final Setting<Duration> IDLE_TIMEOUT =
            duration(
                    "idle-timeout",
                    TIMES.idle(),
                    "How long a visitor's connection may wait for its next request.");
    public static final Setting<Duration> REQUEST_BODY_TIMEOUT =
            duration(
                    "request-body-timeout",
                    TIMES.requestBodyIdle(),
                    "How long a request body may pause.");
    public static final Setting<Duration> RESPONSE_TIMEOUT =
            duration(
                    "response-timeout",
                    TIMES.responseHead(),
                    "Until the local service has begun its response; then 504.");
    public static final Setting<Duration> RESPONSE_IDLE_TIMEOUT =
            duration(
                    "response-idle-timeout",
                    TIMES.responseIdle(),
                    "How long a begun response or a WebSocket may be silent.");
    public static final Setting<Duration> WRITE_TIMEOUT =
            duration(
                    "write-timeout",
                    TIMES.writeStall(),
                    "How long a visitor may not read what is sent.");
    public static final Setting<Duration> HOLD_TIMEOUT =
            duration(
                    "hold-timeout",
                    TIMES.hold(),
                    "How long a request waits for a client that comes back, or for room.",
                    Duration.ZERO);
    public static final Setting<Duration> LINK_TIMEOUT =
            duration(
                    "link-timeout",
                    TIMES.linkOpening(),
                    "Until a client that connects has introduced itself.");

    public static final Setting<Integer> MAX_CONNECTIONS =
            count("max-connections", COUNTS.connections(), "Visitors' connections in all.");
    public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
            count(
                    "max-connections-per-address",
                    COUNTS.connectionsPerAddress(),
                    "Visitors' connections from one address; loopback and trusted proxies have no"
                            + " such limit.");
    public static final Setting<Integer> MAX_EXCHANGES =
            count(
                    "max-exchanges",
                    COUNTS.exchangesPerTunnel(),
                    "Requests at once on one tunnel; more are answered 503.");
    public static final Setting<Integer> MAX_HELD =
            Setting.of(
                    SERVER,
                    "max-held",
                    ValueType.integer(0, 1_000_000),
                    Integer.toString(COUNTS.heldPerTunnel()),
                    "Requests of one tunnel that may wait for a client or for room.");
    public static final Setting<Integer> MAX_STREAMS =
            count(
                    "max-streams",
                    COUNTS.streamsPerVisitorConnection(),
                    "Requests at once on one HTTP/2 connection of a visitor.");
    public static final Setting<Integer> MAX_LINKS =
            count("max-links", COUNTS.links(), "Connected clients in all.");
    public static final Setting<Integer> MAX_LINK_REQUESTS =
            Setting.of(
                    SERVER,
                    "max-link-requests",
                    ValueType.integer(1, 500_000_000),
                    Integer.toString(COUNTS.exchangesPerLink()),
                    "Requests that one connection of a client carries; then the client is asked for"
                            + " a new one, while the old one finishes.");

    private static final List<Setting<?>> OF_THE_EDGE =
            List.of(
                    HOST,
                    PORT,
                    DOMAIN,
                    PUBLIC_SCHEME,
                    DB_PATH,
                    REQUIRE_AUTH,
                    DRAIN_TIMEOUT,
                    TRUSTED_PROXIES,
                    MAX_REQUEST_SIZE,
                    MAX_RESPONSE_SIZE,
                    MAX_TARGET_SIZE,
                    MAX_HEADER_SIZE,
                    MAX_HEADER_FIELDS,
                    LINK_BUFFER,
                    HEAD_TIMEOUT,
                    IDLE_TIMEOUT,
                    REQUEST_BODY_TIMEOUT,
                    RESPONSE_TIMEOUT,
                    RESPONSE_IDLE_TIMEOUT,
                    WRITE_TIMEOUT,
                    HOLD_TIMEOUT,
                    LINK_TIMEOUT,
                    MAX_CONNECTIONS,
                    MAX_CONNECTIONS_PER_ADDRESS,
                    MAX_EXCHANGES,
                    MAX_HELD,
                    MAX_STREAMS,
                    MAX_LINKS,
                    MAX_LINK_REQUESTS);

    /// All of them, in the order of the reference page.
    public static final List<Setting<?>> ALL =
            Stream.concat(OF_THE_EDGE.stream(), ControlSettings.ALL.stream()).toList();

    private ServerSettings() {}

    private static Setting<Duration> duration(String name, Duration fallback, String meaning) {
        return duration(name, fallback, meaning, Duration.ofMillis(100));
    }

    private static Setting<Duration> duration(
            String name, Duration fallback, String meaning, Duration least) {
        return Setting.of(
                SERVER,
                name,
                ValueType.duration(least, Duration.ofDays(1)),
                Durations.format(fallback),
                meaning);
    }

    private static Setting<Integer> count(String name, int fallback, String meaning) {
        return Setting.of(
                SERVER, name, ValueType.integer(1, 1_000_000), Integer.toString(fallback), meaning);
    }

    private static Setting<Long> size(String name, long fallback, String meaning) {
        return Setting.of(
                SERVER, name, ValueType.size(1 << 10, 1 << 20), Sizes.format(fallback), meaning);
    }

    private static Setting<Long> body(String name, long fallback, String what) {
        return Setting.of(
                SERVER,
                name,
                ValueType.size(0, 1L << 50),
                Long.toString(fallback),
                "The largest " + what + " body, in bytes; 0 is no limit. More is answered 413.");
    }
}
