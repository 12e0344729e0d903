package io.terrateam.terratunnel.testkit.v1;

import io.terrateam.terratunnel.testkit.wire.WebSocketWire.Frame;
import java.nio.charset.StandardCharsets;

/// How a WebSocket ended.
///
/// @param code the close frame's; 1006 where none came
/// @param reason its text
public record V1Close(int code, String reason) {
    /// An end without a close frame.
    public static final V1Close WITHOUT_FRAME = new V1Close(1006, "");

    static V1Close of(Frame frame) {
        byte[] payload = frame.payload();
        int length = Math.max(0, payload.length - 2);
        String reason =
                new String(payload, payload.length - length, length, StandardCharsets.UTF_8);
        return new V1Close(frame.closeCode(), reason);
    }
}
