package io.terrateam.terratunnel.agent.transport;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The challenge of a WebSocket handshake and the answer that it must get.
///
/// Thread: immutable. Spec: RFC 6455 sections 4.1 and 4.2.2.
///
/// @param value the `Sec-WebSocket-Key`
public record WebSocketKey(String value) {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BYTES = 16;

    /// A new challenge.
    public static WebSocketKey random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new WebSocketKey(Base64.getEncoder().encodeToString(bytes));
    }

    /// The only right `Sec-WebSocket-Accept`.
    public String accept() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((value + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /// Whether `answer` is the right one.
    public boolean isAcceptedBy(@Nullable String answer) {
        return answer != null && answer.trim().equals(accept());
    }
}
