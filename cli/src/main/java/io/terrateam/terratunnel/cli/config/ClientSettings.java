package io.terrateam.terratunnel.cli.config;

import static io.terrateam.terratunnel.cli.config.Scope.CLIENT;

import io.terrateam.terratunnel.agent.origin.OriginAddress;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What `terratunnel client` and `terratunnel http` understand.
public final class ClientSettings {
    public static final Setting<URI> SERVER_URL =
            Setting.of(
                    CLIENT,
                    "server-url",
                    ValueType.serverUrl(),
                    "wss://tunnel.terrateam.dev",
                    "Where the server is. A bare host means wss.");
    public static final Setting<OriginAddress> LOCAL_ENDPOINT =
            Setting.optional(
                    CLIENT,
                    "local-endpoint",
                    ValueType.of(
                            "ENDPOINT",
                            "a port, host:port, http://host:port, https://host:port or"
                                    + " unix:/path/to/socket",
                            OriginAddress::parse),
                    "The local service that visitors reach. Required.");
    public static final Setting<String> API_KEY =
            Setting.optional(
                            CLIENT,
                            "api-key",
                            ValueType.text("KEY", "a key"),
                            "The key. On the command line others on this machine can see it:"
                                    + " better set the variable or use --api-key-file.")
                    .secret();
    public static final Setting<Path> API_KEY_FILE =
            Setting.optional(
                    CLIENT, "api-key-file", ValueType.path(), "A file that holds the key.");
    public static final Setting<Path> REQUEST_LOG =
            Setting.optional(
                    CLIENT,
                    "request-log",
                    ValueType.path(),
                    "A file to append every request and response to. Credentials are masked.");
    public static final Setting<String> HOST_HEADER =
            Setting.of(
                    CLIENT,
                    "host-header",
                    ValueType.of(
                            "HOST",
                            "visitor, rewrite or a host",
                            text ->
                                    Authority.parse(text)
                                            .map(_ -> text)
                                            .orElseThrow(IllegalArgumentException::new)),
                    "visitor",
                    "The Host that the local service sees: visitor (what the visitor used), rewrite"
                            + " (the local endpoint's own) or a value.");
    public static final Setting<Path> LOCAL_CA =
            Setting.optional(
                    CLIENT,
                    "local-ca",
                    ValueType.path(),
                    "A PEM file with the authorities that an https local service is checked by.");
    public static final Setting<Boolean> LOCAL_INSECURE =
            Setting.of(
                    CLIENT,
                    "local-insecure",
                    ValueType.flag(),
                    "false",
                    "Take any certificate from an https local service. On this machine itself none"
                            + " is checked anyway.");
    public static final Setting<Path> CA =
            Setting.optional(
                    CLIENT,
                    "ca",
                    ValueType.path(),
                    "A PEM file with the authorities that the server is checked by, instead of the"
                            + " system's.");
    public static final Setting<Boolean> POOL =
            Setting.of(
                    CLIENT,
                    "pool",
                    ValueType.flag(),
                    "false",
                    "Share the tunnel with other clients that say so too, instead of taking it"
                            + " over.");
    public static final Setting<String> VERIFY_BODIES =
            Setting.of(
                    CLIENT,
                    "verify-bodies",
                    ValueType.oneOf("auto", "on", "off"),
                    "auto",
                    "Hash bodies over 10 MiB at both ends of the link and compare: on, off or auto"
                            + " (on links without TLS that leave this machine).");
    public static final Setting<String> LINK_VERSION =
            Setting.of(
                    CLIENT,
                    "link-version",
                    ValueType.oneOf("auto", "1", "2"),
                    "auto",
                    "How to speak to the server: auto is 2 where the server knows it, else 1, the"
                            + " first Terratunnel's.");
    public static final Setting<Boolean> REQUIRE_LOCAL =
            Setting.of(
                    CLIENT,
                    "require-local",
                    ValueType.flag(),
                    "false",
                    "End with code 7 if the local service takes no connection at the start.");
    public static final Setting<Integer> MAX_CONNECT_TRIES =
            Setting.of(
                    CLIENT,
                    "max-connect-tries",
                    ValueType.integer(0, Integer.MAX_VALUE),
                    "0",
                    "How many failed tries in a row end the client with code 5; 0 goes on for"
                            + " ever.");
    public static final Setting<Duration> RESPONSE_TIMEOUT =
            Setting.of(
                    CLIENT,
                    "response-timeout",
                    ValueType.duration(Duration.ofMillis(100), Duration.ofDays(1)),
                    "10m",
                    "Until the local service has begun its response; then 504.");
    public static final Setting<Duration> DRAIN_TIMEOUT =
            Setting.of(
                    CLIENT,
                    "drain-timeout",
                    ValueType.duration(Duration.ZERO, Duration.ofDays(1)),
                    "30s",
                    "How long requests may still run after the first Ctrl-C or SIGTERM.");
    public static final Setting<Long> MAX_RESPONSE_SIZE =
            Setting.of(
                    CLIENT,
                    "max-response-size",
                    ValueType.size(0, 1L << 50),
                    "52428800",
                    "The largest response body, in bytes; 0 is no limit. More is answered 413.");
    public static final Setting<Integer> MAX_EXCHANGES =
            Setting.of(
                    CLIENT,
                    "max-exchanges",
                    ValueType.integer(1, 1_000_000),
                    "2500",
                    "Requests at once; more wait at the server.");

    /// All of them, in the order of the reference page.
    public static final List<Setting<?>> ALL =
            List.of(
                    SERVER_URL,
                    LOCAL_ENDPOINT,
                    API_KEY,
                    API_KEY_FILE,
                    REQUEST_LOG,
                    HOST_HEADER,
                    LOCAL_CA,
                    LOCAL_INSECURE,
                    CA,
                    POOL,
                    VERIFY_BODIES,
                    LINK_VERSION,
                    REQUIRE_LOCAL,
                    MAX_CONNECT_TRIES,
                    RESPONSE_TIMEOUT,
                    DRAIN_TIMEOUT,
                    MAX_RESPONSE_SIZE,
                    MAX_EXCHANGES);

    private ClientSettings() {}
}
