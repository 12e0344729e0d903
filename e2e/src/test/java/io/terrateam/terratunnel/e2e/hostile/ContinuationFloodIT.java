package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A header block that never ends (CVE-2024-27316 and its family).
@ExtendWith(SharedTunnel.class)
class ContinuationFloodIT {
    private final TunnelSystem tunnel;

    ContinuationFloodIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoseHeadersNeverEndIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] request = visitor.get("/continued");
            visitor.wire().send(Http2Wire.HEADERS, Http2Wire.END_STREAM, 1, request);
            byte[] more = Http2Wire.headerBlock("x-more", "y".repeat(1_000));
            visitor.floodUntilCutOff(i -> Http2Wire.frame(Http2Wire.CONTINUATION, 0, 1, more));
        }
    }
}
