package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Streams that the visitor makes the server reset (CVE-2025-8671).
@ExtendWith(SharedTunnel.class)
class MadeYouResetIT {
    private final TunnelSystem tunnel;

    MadeYouResetIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoMakesUsResetStreamsIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] request = visitor.get("/delay/100?made");
            visitor.floodUntilCutOff(i -> {
                int stream = 2 * i + 1;
                int flags = Http2Wire.END_HEADERS | Http2Wire.END_STREAM;
                return FloodingVisitor.join(
                        Http2Wire.frame(Http2Wire.HEADERS, flags, stream, request),
                        Http2Wire.frame(Http2Wire.WINDOW_UPDATE, 0, stream, new byte[4]));
            });
        }
    }
}
