package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// PRIORITY and window updates without end (CVE-2019-9513).
@ExtendWith(SharedTunnel.class)
class PriorityFloodIT {
    private final TunnelSystem tunnel;

    PriorityFloodIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoOnlyRearrangesIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] priority = Http2Wire.frame(Http2Wire.PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 9});
            visitor.floodUntilCutOff(
                    i -> FloodingVisitor.join(priority, priority, priority, priority));
        }
    }
}
