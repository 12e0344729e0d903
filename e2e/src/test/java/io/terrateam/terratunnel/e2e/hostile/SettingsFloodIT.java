package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// SETTINGS without end (CVE-2019-9515).
@ExtendWith(SharedTunnel.class)
class SettingsFloodIT {
    private final TunnelSystem tunnel;

    SettingsFloodIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var whole = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }

    @Test
    void visitorWhoOnlySendsSettingsIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] settings = Http2Wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[0]);
            visitor.floodUntilCutOff(i -> join(settings, settings, settings, settings));
        }
    }
}
