package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Links that end, stand still or vanish, and tunnels that come back.
class LinkLossIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static boolean answers(TunnelSystem tunnel) {
        try {
            return tunnel.get("/").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void serverThatReturnsHasTheSameTunnelWithinASecond() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().start()) {
            assertThat(tunnel.get("/").text()).isEqualTo("hello");

            tunnel.server().signal(Signal.KILL);
            tunnel.server().awaitExit(PATIENCE);
            tunnel.startServer();

            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> answers(tunnel));
        }
    }

    @Test
    void serverThatReturnsSeveralTimesHasTheSameTunnelWithinASecondEachTime() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().start()) {
            for (int i = 0; i < 3; i++) {
                tunnel.server().signal(Signal.KILL);
                tunnel.server().awaitExit(PATIENCE);
                tunnel.startServer();

                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(1))
                        .until(() -> answers(tunnel));
            }
        }
    }

    @Test
    void serverThatIsAwayForLongerComesBackUnderTheSameName() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().start()) {
            tunnel.server().signal(Signal.TERM);
            assertThat(tunnel.server().awaitExit(PATIENCE)).hasValue(0);
            // Several failed tries of the client's: its waits grow to at most a few seconds by
            // then.
            assertThat(tunnel.client().awaitExit(Duration.ofSeconds(3))).isEmpty();
            tunnel.startServer();

            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(17))
                    .until(() -> answers(tunnel));
        }
    }

    @Test
    void cutLinkIsReplacedAtOnceAndRequestsWaitForIt() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().throughRelay().start()) {
            int answered = 0;
            for (int i = 0; i < 5; i++) {
                tunnel.relay().cutOpen();
                RawResponse response = tunnel.get("/after-cut");
                if (response.status() == 502) {
                    // Written before the server heard of the cut: whether it arrived is unknown.
                    assertThat(response.headers("terratunnel-error")).containsExactly("link-lost");
                } else {
                    assertThat(response.status()).isEqualTo(200);
                    answered++;
                }
            }
            assertThat(answered).isPositive();
            assertThat(tunnel.origin().requestsTo("/after-cut")).hasSizeBetween(answered, 5);
        }
    }

    @Test
    void blackHoledLinkIsReplacedByANewLinkOfTheSameTunnelWithinHalfASecond() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().throughRelay().withoutClient().start()) {
            String key = Keys.create(tunnel, "holes");
            var first = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key)));
            tunnel.relay().blackHoleOpen();

            var second = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key)));
            long ready = System.nanoTime();

            assertThat(second.tunnelName()).isEqualTo(first.tunnelName());
            try (RawVisitor visitor = tunnel.visitor()) {
                visitor.get(second.tunnelName() + "." + tunnel.domain(), "/");
                assertThat(visitor.read().status()).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - ready))
                    .isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void blackHoledLinkIsNoticedByBothEndsAndReplaced() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().throughRelay().start()) {
            tunnel.relay().blackHoleOpen();

            await().pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(28))
                    .until(() -> tunnel.relay().openConnections() > 1 && answers(tunnel));
        }
    }

    @Test
    void frozenAgentIs504ThenRecovers() throws Exception {
        try (TunnelSystem tunnel =
                TunnelSystem.setup()
                        .serverVariable(Options.RESPONSE_HEAD_TIMEOUT, Options.seconds(2))
                        .start()) {
            tunnel.client().signal(Signal.STOP);
            long asked = System.nanoTime();
            RawResponse frozen = tunnel.get("/frozen");
            Duration waited = Duration.ofNanos(System.nanoTime() - asked);

            assertThat(frozen.status()).isEqualTo(504);
            assertThat(frozen.header("terratunnel-error")).contains("local-timeout");
            assertThat(waited).isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(6));

            tunnel.client().signal(Signal.CONT);

            await().atMost(Duration.ofSeconds(5)).until(() -> answers(tunnel));
        }
    }

    @Test
    void originThatSaysNothingIs504() throws Exception {
        try (TunnelSystem tunnel =
                TunnelSystem.setup()
                        .serverVariable(Options.RESPONSE_HEAD_TIMEOUT, Options.seconds(1))
                        .start()) {
            RawResponse response = tunnel.get("/delay/8000");

            assertThat(response.status()).isEqualTo(504);
            assertThat(response.header("terratunnel-error")).contains("local-timeout");
        }
    }

    @Test
    void secondClientWithTheSameKeyTakesOverAndTheFirstEndsWith4() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().withoutClient().start()) {
            String key = Keys.create(tunnel, "taken");
            var first = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key)));
            String host = first.tunnelName() + "." + tunnel.domain();
            tunnel.origin()
                    .script(
                            "/running",
                            (connection, _) -> {
                                connection.stall(Duration.ofMillis(1_500));
                                connection.respond(200, "finished");
                            });
            try (RawVisitor running = tunnel.visitor()) {
                running.get(host, "/running");
                await().atMost(PATIENCE)
                        .until(() -> !tunnel.origin().requestsTo("/running").isEmpty());

                var second = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key)));

                assertThat(second.tunnelName()).isEqualTo(first.tunnelName());
                assertThat(running.read().text()).isEqualTo("finished");
                assertThat(first.process().awaitExit(PATIENCE)).hasValue(4);
                assertThat(second.process().isAlive()).isTrue();
                var after =
                        Async.call(() -> {
                            try (RawVisitor visitor = tunnel.visitor()) {
                                return visitor.get(host, "/").read().status();
                            } catch (IOException e) {
                                return -1;
                            }
                        });
                assertThat(after.get(5, TimeUnit.SECONDS)).isEqualTo(200);
            }
        }
    }

    @Test
    void pooledClientsShareATunnelAndOneMayDie() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().withoutClient().start()) {
            String key = Keys.create(tunnel, "pooled");
            var first = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key), "--pool"));
            var second = tunnel.awaitReady(tunnel.launchClient(Keys.variable(key), "--pool"));
            String host = first.tunnelName() + "." + tunnel.domain();
            assertThat(second.tunnelName()).isEqualTo(first.tunnelName());
            assertThat(first.process().isAlive()).isTrue();

            first.process().signal(Signal.KILL);

            assertThat(first.process().awaitExit(PATIENCE)).isPresent();
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> {
                        try (RawVisitor visitor = tunnel.visitor()) {
                            return visitor.get(host, "/").read().status() == 200;
                        }
                    });
        }
    }
}
