package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Visitors who send their heads and bodies a byte at a time, or nothing: cut, and nobody else
/// notices.
class SlowVisitorsIT {
    private static final Duration SOON = Duration.ofSeconds(8);

    private static TunnelSystem tunnel;

    @BeforeAll
    static void start() throws IOException {
        tunnel =
                TunnelSystem.setup()
                        .serverVariable(Options.HEAD_TIMEOUT, Options.seconds(2))
                        .serverVariable(Options.BODY_IDLE_TIMEOUT, Options.seconds(2))
                        .serverVariable(Options.IDLE_TIMEOUT, Options.seconds(2))
                        .start();
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    /// Sends one byte every tenth of a second until told to stop or cut.
    private static Thread drip(RawVisitor visitor, String bytes, AtomicBoolean stop) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        for (int i = 0; !stop.get(); i = (i + 1) % bytes.length()) {
                            visitor.send(bytes.substring(i, i + 1));
                            LockSupport.parkNanos(100_000_000);
                        }
                    } catch (IOException e) {
                        // Cut, as it should be.
                    }
                });
    }

    @Test
    void headsThatDripAreCutWhileOthersAreServed() throws Exception {
        List<RawVisitor> slow = new ArrayList<>();
        var stop = new AtomicBoolean();
        try {
            for (int i = 0; i < 150; i++) {
                RawVisitor visitor = tunnel.visitor();
                visitor.send("GET / HTTP/1.1\r\nHost: " + tunnel.host() + "\r\nX-Slow: ");
                drip(visitor, "abc", stop);
                slow.add(visitor);
            }
            long slowest = 0;
            for (int i = 0; i < 50; i++) {
                long asked = System.nanoTime();
                assertThat(tunnel.get("/").status()).isEqualTo(200);
                slowest = Math.max(slowest, System.nanoTime() - asked);
            }
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
            for (RawVisitor visitor : slow) {
                assertThat(visitor.awaitEnd(SOON)).isIn(Ending.COMPLETE, Ending.RESET);
            }
        } finally {
            stop.set(true);
            for (RawVisitor visitor : slow) {
                visitor.close();
            }
        }
    }

    @Test
    void visitorWhoSaysNothingIsCut() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            assertThat(visitor.awaitEnd(SOON)).isIn(Ending.COMPLETE, Ending.RESET);
        }
    }

    @Test
    void idleKeptConnectionIsCut() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.get(tunnel.host(), "/").read();

            assertThat(visitor.awaitEnd(SOON)).isIn(Ending.COMPLETE, Ending.RESET);
        }
    }

    @Test
    void bodyThatStopsIsCutAndOriginNeverSeesItComplete() throws Exception {
        var outcome = new java.util.concurrent.CompletableFuture<String>();
        tunnel.origin()
                .script(
                        "/slow-body",
                        (connection, head) -> {
                            try {
                                connection.readBody(head);
                                outcome.complete("complete");
                            } catch (IOException e) {
                                outcome.complete("cut");
                            }
                        });
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /slow-body HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Content-Length: 1000\r\n\r\nabc");

            assertThat(visitor.awaitEnd(SOON)).isIn(Ending.COMPLETE, Ending.RESET);
        }
        assertThat(outcome.get(5, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("cut");
    }

    @Test
    void visitorWhoEndsInMidBodyNeverLooksComplete() throws Exception {
        for (String framing : new String[] {"Content-Length: 10", "Transfer-Encoding: chunked"}) {
            var outcome = new java.util.concurrent.CompletableFuture<String>();
            tunnel.origin()
                    .script(
                            "/half-body",
                            (connection, head) -> {
                                try {
                                    connection.readBody(head);
                                    outcome.complete("complete");
                                } catch (IOException e) {
                                    outcome.complete("cut");
                                }
                            });
            try (RawVisitor visitor = tunnel.visitor()) {
                visitor.send("POST /half-body HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
                visitor.send(framing + "\r\n\r\n3\r\nab");
                await().atMost(SOON).until(() -> hasArrived("/half-body", framing));
                visitor.shutdownOutput();
                assertThat(visitor.awaitEnd(SOON)).isIn(Ending.COMPLETE, Ending.RESET);
            }
            assertThat(outcome.get(5, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("cut");
        }
    }

    private static boolean hasArrived(String path, String line) {
        return tunnel.origin().requestsTo(path).stream()
                .flatMap(head -> head.lines().stream())
                .anyMatch(line::equalsIgnoreCase);
    }

    @Test
    void timeOutOfAHeadIsAnsweredOrCutWithoutReachingOrigin() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("GET /never HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");

            assertThat(visitor.awaitEnd(SOON)).isIn(Ending.COMPLETE, Ending.RESET);
        }
        assertThat(tunnel.origin().requestsTo("/never")).isEmpty();
    }
}
