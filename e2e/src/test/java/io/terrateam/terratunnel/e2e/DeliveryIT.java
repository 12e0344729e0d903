package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Numbered POSTs under faults: none delivered twice, none acknowledged that did not arrive, none
/// altered.
class DeliveryIT {
    private static final int VISITORS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<Integer, AtomicInteger> deliveries = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger altered = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    /// A fault that strikes while visitors send.
    @FunctionalInterface
    private interface Fault {
        void strike(TunnelSystem tunnel) throws Exception;
    }

    private void count(TunnelSystem tunnel) {
        tunnel.origin()
                .script(
                        "/numbered",
                        (connection, head) -> {
                            String body =
                                    new String(
                                            connection.readBody(head), StandardCharsets.US_ASCII);
                            int number = Integer.parseInt(body.substring(0, 8).strip());
                            if (!body.equals(bodyOf(number))) {
                                altered.incrementAndGet();
                            }
                            deliveries
                                    .computeIfAbsent(number, _ -> new AtomicInteger())
                                    .incrementAndGet();
                            connection.respond(200, Integer.toString(number));
                        });
    }

    private static String bodyOf(int number) {
        return "%8d".formatted(number) + Integer.toString(number).repeat(200);
    }

    /// Sends numbered POSTs, each once, one after the other, until told to stop.
    private int visit(TunnelSystem tunnel, String host) {
        int sent = 0;
        while (!stop.get()) {
            try (RawVisitor visitor = tunnel.visitor().patience(Duration.ofSeconds(15))) {
                while (!stop.get()) {
                    int number = next.incrementAndGet();
                    sent++;
                    String body = bodyOf(number);
                    visitor.send(
                            "POST /numbered HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s"
                                    .formatted(host, body.length(), body));
                    var response = visitor.read("POST");
                    // An answer that was cut off acknowledges nothing.
                    if (response.status() == 200 && response.ending() == Ending.COMPLETE) {
                        answers.put(number, Integer.parseInt(response.text()));
                    }
                }
            } catch (IOException e) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        return sent;
    }

    private void run(TunnelSystem tunnel, String host, int faults, Fault fault) throws Exception {
        count(tunnel);
        var striker =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                for (int i = 0; i < faults; i++) {
                                    LockSupport.parkNanos(400_000_000);
                                    fault.strike(tunnel);
                                }
                                LockSupport.parkNanos(500_000_000);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            } finally {
                                stop.set(true);
                            }
                        });
        Crowd.of(VISITORS, Duration.ofSeconds(90), _ -> visit(tunnel, host));
        striker.join();

        assertThat(deliveries.size()).isGreaterThan(100);
        assertThat(deliveries).allSatisfy((number, times) -> assertThat(times).hasValue(1));
        assertThat(answers)
                .allSatisfy((number, answer) -> {
                    assertThat(answer).isEqualTo(number);
                    assertThat(deliveries).containsKey(number);
                });
        assertThat(answers.size()).isGreaterThan(100);
        assertThat(altered).hasValue(0);
    }

    @Test
    void cutsBetweenAgentAndServer() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().throughRelay().start()) {
            run(
                    tunnel,
                    tunnel.host(),
                    6,
                    it -> {
                        it.relay().cutOpen();
                        await().atMost(PATIENCE).until(() -> it.get("/").status() == 200);
                    });
        }
    }

    @Test
    void agentThatStandsStillAndGoesOn() throws Exception {
        try (TunnelSystem tunnel =
                TunnelSystem.setup()
                        .serverVariable(Options.RESPONSE_HEAD_TIMEOUT, Options.seconds(1))
                        .start()) {
            run(
                    tunnel,
                    tunnel.host(),
                    3,
                    it -> {
                        it.client().signal(Signal.STOP);
                        LockSupport.parkNanos(1_500_000_000);
                        it.client().signal(Signal.CONT);
                    });
        }
    }

    @Test
    void agentsKilledAndReplaced() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().withoutClient().start()) {
            String key = Keys.create(tunnel, "killed-often");
            var current = new ProcessUnderTest[1];
            var first = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key)));
            current[0] = first.process();
            run(
                    tunnel,
                    first.tunnelName() + "." + tunnel.domain(),
                    4,
                    it -> {
                        current[0].signal(Signal.KILL);
                        current[0] = it.launchClient(Keys.variable(key));
                        it.awaitReady(current[0]);
                    });
        }
    }

    @Test
    void serverKilledAndStartedAgain() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().start()) {
            run(
                    tunnel,
                    tunnel.host(),
                    3,
                    it -> {
                        it.server().signal(Signal.KILL);
                        it.server().awaitExit(PATIENCE);
                        it.startServer();
                        await().atMost(PATIENCE).until(() -> it.get("/").status() == 200);
                        LockSupport.parkNanos(300_000_000);
                    });
        }
    }

    @Test
    void originThatClosesKeptConnectionsUnderRequests() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().start()) {
            count(tunnel);
            var turns = new AtomicInteger();
            var posts = new AtomicInteger();
            tunnel.origin()
                    .script(
                            "/closes",
                            (connection, head) -> {
                                posts.incrementAndGet();
                                connection.readBody(head);
                                connection.respond(200, "ok");
                                // Says keep-alive and closes all the same, sometimes at once.
                                if (turns.incrementAndGet() % 2 == 0) {
                                    connection.drop();
                                }
                            });
            int ok = 0;
            int sent = 300;
            for (int i = 0; i < sent; i++) {
                try (RawVisitor visitor = tunnel.visitor()) {
                    visitor.send("POST /closes HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
                    visitor.send("Content-Length: 2\r\n\r\nhi");
                    int status = visitor.read("POST").status();
                    assertThat(status).isIn(200, 502);
                    ok += status == 200 ? 1 : 0;
                }
            }

            assertThat(posts.get()).isBetween(ok, sent);
            assertThat(ok).isGreaterThan(sent * 9 / 10);
        }
    }
}
