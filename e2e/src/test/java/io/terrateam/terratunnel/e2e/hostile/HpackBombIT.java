package io.terrateam.terratunnel.e2e.hostile;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A table entry repeated until the decoded block is enormous.
@ExtendWith(SharedTunnel.class)
class HpackBombIT {
    private final TunnelSystem tunnel;

    HpackBombIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void visitorWithAHeaderBombIsCutOff() throws Exception {
        try (var visitor = new FloodingVisitor(tunnel)) {
            byte[] block = visitor.get("/bomb");
            byte[] entry = new byte[4_000 + 9];
            entry[0] = 0x40;
            entry[1] = 1;
            entry[2] = (byte) 'x';
            // The length 4,000: 127 in the prefix, the rest in groups of seven bits.
            entry[3] = 127;
            entry[4] = (byte) (((4_000 - 127) & 0x7f) | 0x80);
            entry[5] = (byte) ((4_000 - 127) >> 7);
            byte[] stored = java.util.Arrays.copyOf(entry, 6 + 4_000);
            java.util.Arrays.fill(stored, 6, stored.length, (byte) 'y');
            byte[] again = new byte[10_000];
            java.util.Arrays.fill(again, (byte) (0x80 | 62));
            byte[] bomb = FloodingVisitor.join(block, stored, again);
            visitor.floodUntilCutOff(i -> {
                int flags = Http2Wire.END_HEADERS | Http2Wire.END_STREAM;
                return Http2Wire.frame(Http2Wire.HEADERS, flags, 2 * i + 1, bomb);
            });
        }
    }
}
