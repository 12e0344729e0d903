package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Streams opened and reset at once (CVE-2023-44487).
@ExtendWith(SharedTunnel.class)
class RapidResetIT {
    private final TunnelSystem tunnel;

    RapidResetIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoResetsEveryStreamIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] request = visitor.get("/delay/100?rapid");
            byte[] cancel = ByteBuffer.allocate(4).putInt(Http2Wire.CANCEL).array();
            visitor.floodUntilCutOff(i -> {
                int stream = 2 * i + 1;
                int flags = Http2Wire.END_HEADERS | Http2Wire.END_STREAM;
                return FloodingVisitor.join(
                        Http2Wire.frame(Http2Wire.HEADERS, flags, stream, request),
                        Http2Wire.frame(Http2Wire.RST_STREAM, 0, stream, cancel));
            });
        }
    }
}
