package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A header block continued by frames with nothing in them.
@ExtendWith(SharedTunnel.class)
class EmptyContinuationFloodIT {
    private final TunnelSystem tunnel;

    EmptyContinuationFloodIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWhoContinuesWithNothingIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] request = visitor.get("/continued");
            visitor.wire().send(Http2Wire.HEADERS, Http2Wire.END_STREAM, 1, request);
            visitor.floodUntilCutOff(
                    i -> Http2Wire.frame(Http2Wire.CONTINUATION, 0, 1, new byte[0]));
        }
    }
}
