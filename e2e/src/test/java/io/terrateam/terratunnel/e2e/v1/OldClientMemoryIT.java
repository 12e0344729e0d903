package io.terrateam.terratunnel.e2e.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.v1.V1Agent;
import io.terrateam.terratunnel.testkit.v1.V1Hello;
import io.terrateam.terratunnel.testkit.v1.V1Request;
import io.terrateam.terratunnel.testkit.v1.V1Stream;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Version 1 has no flow control; the server's memory has a bound all the same.
class OldClientMemoryIT {
    private static final long GROWTH_KIB = 32 << 10;
    private static final Map<String, String> BYTES =
            Map.of("content-type", "application/octet-stream");

    @Test
    void stalledDownload_endsAndCostsLittle_andMegabytesCostNothing() throws Exception {
        try (TunnelSystem tunnel =
                        TunnelSystem.setup().withoutSizeLimits().withoutClient().start();
                V1Agent agent = V1Agent.ready(tunnel.port(), V1Hello.anonymous(tunnel.domain()))) {
            String host = agent.tunnelName() + "." + tunnel.domain();
            byte[] megabyte = PatternedBytes.of(1_000_000);
            megabytes(tunnel, agent, host, megabyte, 20);
            long before = tunnel.server().residentKiB();

            megabytes(tunnel, agent, host, megabyte, 200);
            assertThat(tunnel.server().residentKiB() - before)
                    .as("200 x 1 MB, KiB")
                    .isLessThan(GROWTH_KIB);

            try (RawVisitor stalled = RawVisitor.connect(tunnel.port(), 16 << 10)) {
                stalled.get(host, "/");
                V1Request request = agent.awaitRequest();
                Async.run(() -> flood(agent, request, megabyte));
                long peak = 0;
                for (int i = 0; i < 200; i++) {
                    LockSupport.parkNanos(100_000_000);
                    peak = Math.max(peak, tunnel.server().residentKiB());
                }
                assertThat(peak - before).as("stalled 200 MB, KiB").isLessThan(GROWTH_KIB);
                assertThat(stalled.awaitEnd(Duration.ofSeconds(20))).isNotEqualTo(Ending.TIMED_OUT);
            }
            megabytes(tunnel, agent, host, megabyte, 2);
        }
    }

    private static void flood(V1Agent agent, V1Request request, byte[] megabyte) throws Exception {
        V1Stream stream = agent.stream(request, 200, BYTES, 200_000_000);
        byte[] chunk = java.util.Arrays.copyOf(megabyte, 500_000);
        for (int i = 0; i < 400; i++) {
            stream.chunk(chunk);
        }
        stream.complete();
    }

    private static void megabytes(
            TunnelSystem tunnel, V1Agent agent, String host, byte[] body, int count)
            throws Exception {
        try (RawVisitor visitor = tunnel.visitor()) {
            for (int i = 0; i < count; i++) {
                visitor.get(host, "/");
                agent.answer(agent.awaitRequest(), 200, BYTES, body);
                assertThat(visitor.read().body()).hasSize(body.length);
            }
        }
    }
}
