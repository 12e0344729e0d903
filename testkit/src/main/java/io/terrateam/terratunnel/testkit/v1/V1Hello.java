package io.terrateam.terratunnel.testkit.v1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a client of version 1 introduces itself; its generations differ in that.
///
/// @param host the `Host` of the upgrade
/// @param headerLines lines of the upgrade, each ending in CRLF
/// @param messageKey the key inside `client_info`, if it stands there
/// @param localEndpoint what it says it forwards to
/// @param answersPings whether it answers WebSocket pings and keepalives
public record V1Hello(
        String host,
        String headerLines,
        Optional<String> messageKey,
        String localEndpoint,
        boolean answersPings) {

    /// A client without a key.
    public static V1Hello anonymous(String host) {
        return new V1Hello(
                host,
                "User-Agent: Python/3.11 websockets/12.0\r\n",
                Optional.empty(),
                "http://localhost:3000",
                true);
    }

    /// The key in the upgrade's header, as since 17 July 2025.
    public V1Hello headerKey(String key) {
        return headerLine("Authorization: Bearer " + key);
    }

    /// The key inside `client_info`, as on 16 July 2025.
    public V1Hello messageKey(String key) {
        return new V1Hello(host, headerLines, Optional.of(key), localEndpoint, answersPings);
    }

    /// One more line of the upgrade, without its CRLF.
    public V1Hello headerLine(String line) {
        return new V1Hello(
                host, headerLines + line + "\r\n", messageKey, localEndpoint, answersPings);
    }

    /// Another local endpoint.
    public V1Hello localEndpoint(String endpoint) {
        return new V1Hello(host, headerLines, messageKey, endpoint, answersPings);
    }

    /// A client that takes everything and answers neither pings nor keepalives.
    public V1Hello silent() {
        return new V1Hello(host, headerLines, messageKey, localEndpoint, false);
    }

    /// The first message.
    public Map<String, @Nullable Object> clientInfo() {
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("type", "client_info");
        info.put("local_endpoint", localEndpoint);
        messageKey.ifPresent(key -> info.put("api_key", key));
        return info;
    }
}
