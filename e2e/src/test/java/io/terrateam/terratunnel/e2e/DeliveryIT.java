package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
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
        run(tunnel, host, i -> i < faults, Duration.ofSeconds(90), fault);
    }

    /// Sends and strikes for as long as `goesOn` says so of the number of faults so far.
    private void run(
            TunnelSystem tunnel, String host, IntPredicate goesOn, Duration limit, Fault fault)
            throws Exception {
        count(tunnel);
        CompletableFuture<Integer> striker =
                Async.call(() -> {
                    int faults = 0;
                    try {
                        for (; goesOn.test(faults); faults++) {
                            LockSupport.parkNanos(400_000_000);
                            fault.strike(tunnel);
                        }
                        LockSupport.parkNanos(500_000_000);
                    } finally {
                        stop.set(true);
                    }
                    return faults;
                });
        Crowd.of(VISITORS, limit, _ -> visit(tunnel, host));
        int faults = striker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        System.out.printf(
                "%,d numbered POSTs over %d faults: %,d arrived, %,d acknowledged%n",
                next.get(), faults, deliveries.size(), answers.size());

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
    void cutsOfALinkOfVersion1() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().throughRelay().withoutClient().start()) {
            String key = Keys.create(tunnel, "first-version");
            var client =
                    tunnel.awaitReady(
                            tunnel.launchClient(Keys.variable(key), "--link-version", "1"));
            String host = client.tunnelName() + "." + tunnel.domain();
            run(
                    tunnel,
                    host,
                    6,
                    it -> {
                        it.relay().cutOpen();
                        await().atMost(PATIENCE)
                                .until(() -> {
                                    try (RawVisitor visitor = it.visitor()) {
                                        return visitor.get(host, "/").read().status() == 200;
                                    }
                                });
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
    void allFaultsInTurnOverManyPosts() throws Exception {
        String wanted = System.getenv("TERRATUNNEL_TEST_POSTS");
        int posts = wanted == null ? 0 : Integer.parseInt(wanted);
        try (TunnelSystem tunnel =
                TunnelSystem.setup()
                        .serverVariable(Options.RESPONSE_HEAD_TIMEOUT, Options.seconds(2))
                        .throughRelay()
                        .withoutClient()
                        .start()) {
            String key = Keys.create(tunnel, "many-faults");
            var first = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key)));
            String host = first.tunnelName() + "." + tunnel.domain();
            var client = new AtomicReference<>(first.process());
            var turn = new AtomicInteger();
            run(
                    tunnel,
                    host,
                    faults -> faults < 4 || next.get() < posts,
                    Duration.ofSeconds(90).plusMillis(10L * posts),
                    it -> {
                        strikeInTurn(it, turn.getAndIncrement(), client, key);
                        await().atMost(PATIENCE).until(() -> answers(it, host));
                        if (posts > 0) { // Else nearly all of the time goes into recoveries.
                            LockSupport.parkNanos(2_000_000_000);
                        }
                    });
        }
    }

    private static void strikeInTurn(
            TunnelSystem tunnel, int turn, AtomicReference<ProcessUnderTest> client, String key)
            throws IOException {
        switch (turn % 4) {
            case 0 -> tunnel.relay().cutOpen();
            case 1 -> {
                client.get().signal(Signal.KILL);
                client.set(tunnel.launchClient(Keys.variable(key)));
                tunnel.awaitReady(client.get());
            }
            case 2 -> {
                tunnel.server().signal(Signal.KILL);
                tunnel.server().awaitExit(PATIENCE);
                tunnel.startServer();
            }
            default -> {
                client.get().signal(Signal.STOP);
                LockSupport.parkNanos(1_500_000_000);
                client.get().signal(Signal.CONT);
            }
        }
    }

    private static boolean answers(TunnelSystem tunnel, String host) {
        try (RawVisitor visitor = tunnel.visitor()) {
            return visitor.get(host, "/").read().status() == 200;
        } catch (IOException e) {
            return false;
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
