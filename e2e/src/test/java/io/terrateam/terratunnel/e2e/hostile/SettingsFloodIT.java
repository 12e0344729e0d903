package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// SETTINGS without end (CVE-2019-9515).
@ExtendWith(SharedTunnel.class)
class SettingsFloodIT {
    private final TunnelSystem tunnel;

    SettingsFloodIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoOnlySendsSettingsIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] settings = Http2Wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[0]);
            visitor.floodUntilCutOff(
                    i -> FloodingVisitor.join(settings, settings, settings, settings));
        }
    }
}
