package io.terrateam.terratunnel.agent.transport;

import io.terrateam.terratunnel.protocol.http.WebSocketAccept;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The challenge of a WebSocket handshake and the answer that it must get.
///
/// Thread: immutable. Spec: RFC 6455 sections 4.1 and 4.2.2.
///
/// @param value the `Sec-WebSocket-Key`
public record WebSocketKey(String value) {

    private static final int BYTES = 16;

    /// A new challenge.
    public static WebSocketKey random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new WebSocketKey(Base64.getEncoder().encodeToString(bytes));
    }

    /// The only right `Sec-WebSocket-Accept`.
    public String accept() {
        return WebSocketAccept.to(value);
    }

    /// Whether `answer` is the right one.
    public boolean isAcceptedBy(@Nullable String answer) {
        return answer != null && answer.trim().equals(accept());
    }
}
