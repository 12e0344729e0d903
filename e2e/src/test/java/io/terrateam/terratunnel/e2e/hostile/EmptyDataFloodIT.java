package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A body of frames with nothing in them (CVE-2019-9518).
@ExtendWith(SharedTunnel.class)
class EmptyDataFloodIT {
    private final TunnelSystem tunnel;

    EmptyDataFloodIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoSendsEmptyDataIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            visitor.wire()
                    .send(
                            Http2Wire.HEADERS,
                            Http2Wire.END_HEADERS,
                            1,
                            Http2Wire.headerBlock(
                                    ":method",
                                    "POST",
                                    ":scheme",
                                    "http",
                                    ":authority",
                                    tunnel.host(),
                                    ":path",
                                    "/upload"));
            byte[] empty = Http2Wire.frame(Http2Wire.DATA, 0, 1, new byte[0]);
            visitor.floodUntilCutOff(i -> FloodingVisitor.join(empty, empty, empty, empty));
        }
    }
}
