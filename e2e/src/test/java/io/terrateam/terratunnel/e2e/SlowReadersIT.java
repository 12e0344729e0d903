package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Slow readers push back on their own stream alone: neither the link nor memory pays for them.
@ExtendWith(SharedTunnel.class)
class SlowReadersIT {
    private static final long GROWTH_KIB = 32 * 1024;

    private final TunnelSystem tunnel;

    SlowReadersIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    private int answersIn(Duration time) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        List<Integer> each =
                Crowd.of(
                        8,
                        time.plusSeconds(20),
                        _ -> {
                            int answers = 0;
                            try (RawVisitor visitor = tunnel.visitor()) {
                                while (System.nanoTime() < deadline) {
                                    visitor.get(tunnel.host(), "/bytes/1024");
                                    assertThat(visitor.read().body()).hasSize(1_024);
                                    answers++;
                                }
                            }
                            return answers;
                        });
        return each.stream().mapToInt(Integer::intValue).sum();
    }

    /// Reads about a megabyte a second.
    private static void readSlowly(RawVisitor visitor, AtomicBoolean stop) {
        byte[] part = new byte[10_000];
        try {
            while (!stop.get()) {
                visitor.reader().read(part, 0, part.length);
                LockSupport.parkNanos(10_000_000);
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    @Test
    void fourSlowReadersDoNotStopTheOthers() throws Exception {
        Duration window = Duration.ofSeconds(3);
        answersIn(window);
        int alone = answersIn(window);
        var stop = new AtomicBoolean();
        List<RawVisitor> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                RawVisitor visitor = RawVisitor.connect(tunnel.port(), 16 * 1024);
                visitor.get(tunnel.host(), "/bytes/500000000");
                Thread.ofVirtual().start(() -> readSlowly(visitor, stop));
                slow.add(visitor);
            }
            LockSupport.parkNanos(500_000_000);

            int beside = answersIn(window);

            // The bar is 0.9; half of it tells a stopped link from a busy machine.
            assertThat(beside).isGreaterThan(alone / 2);
        } finally {
            stop.set(true);
            for (RawVisitor visitor : slow) {
                visitor.abort();
            }
        }
    }

    @Test
    void fiveVisitorsWhoDoNotReadCostNoMemory() throws Exception {
        answersIn(Duration.ofSeconds(2));
        download(200_000_000);
        long server = tunnel.server().residentKiB();
        long agent = tunnel.client().residentKiB();
        List<RawVisitor> visitors = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                RawVisitor visitor = RawVisitor.connect(tunnel.port(), 16 * 1024);
                visitors.add(visitor.get(tunnel.host(), "/bytes/200000000"));
            }
            long serverPeak = 0;
            long agentPeak = 0;
            for (int i = 0; i < 30; i++) {
                LockSupport.parkNanos(100_000_000);
                serverPeak = Math.max(serverPeak, tunnel.server().residentKiB());
                agentPeak = Math.max(agentPeak, tunnel.client().residentKiB());
                assertThat(tunnel.get("/").status()).isEqualTo(200);
            }

            assertThat(serverPeak - server).as("server, KiB").isLessThan(GROWTH_KIB);
            assertThat(agentPeak - agent).as("agent, KiB").isLessThan(GROWTH_KIB);
        } finally {
            for (RawVisitor visitor : visitors) {
                visitor.abort();
            }
        }
    }

    @Test
    void originThatDoesNotReadAnUploadCostsNoMemory() throws Exception {
        upload(200_000_000);
        long server = tunnel.server().residentKiB();
        long agent = tunnel.client().residentKiB();
        tunnel.origin()
                .script("/unread", (connection, _) -> connection.stall(Duration.ofSeconds(4)));
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /unread HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Content-Length: 200000000\r\n\r\n");
            var writer = Thread.ofVirtual().start(() -> sendZeros(visitor));
            long serverPeak = 0;
            long agentPeak = 0;
            for (int i = 0; i < 30; i++) {
                LockSupport.parkNanos(100_000_000);
                serverPeak = Math.max(serverPeak, tunnel.server().residentKiB());
                agentPeak = Math.max(agentPeak, tunnel.client().residentKiB());
            }
            assertThat(writer.isAlive()).as("the upload is held back").isTrue();
            visitor.abort();
            writer.join();

            assertThat(serverPeak - server).as("server, KiB").isLessThan(GROWTH_KIB);
            assertThat(agentPeak - agent).as("agent, KiB").isLessThan(GROWTH_KIB);
        }
    }

    private void download(int length) throws IOException {
        try (RawVisitor visitor = tunnel.visitor().get(tunnel.host(), "/bytes/" + length)) {
            var body = visitor.body(visitor.readHead(), "GET");
            byte[] part = new byte[64 * 1024];
            for (int n = body.read(part); n >= 0; ) {
                n = body.read(part);
            }
        }
    }

    private void upload(int length) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /upload HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Content-Length: " + length + "\r\n\r\n");
            byte[] part = new byte[100_000];
            for (int sent = 0; sent < length; sent += part.length) {
                visitor.send(part);
            }
            assertThat(visitor.read("POST").status()).isEqualTo(200);
        }
    }

    private static void sendZeros(RawVisitor visitor) {
        byte[] part = new byte[64 * 1024];
        try {
            for (int sent = 0; sent < 200_000_000; sent += part.length) {
                visitor.send(part);
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }
}
