package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// PINGs without end (CVE-2019-9512).
@ExtendWith(SharedTunnel.class)
class PingFloodIT {
    private final TunnelSystem tunnel;

    PingFloodIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoOnlyPingsIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] ping = Http2Wire.frame(Http2Wire.PING, 0, 0, new byte[8]);
            visitor.floodUntilCutOff(i -> FloodingVisitor.join(ping, ping, ping, ping));
        }
    }
}
