package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.agent.link.LinkVersions;
import io.terrateam.terratunnel.testkit.v1.V1Link;
import io.terrateam.terratunnel.testkit.v1.V1Server;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How links of version 1 begin, are kept and end.
@Timeout(60)
class V1OpeningTest {

    @Test
    void serverThatPassesTheOfferOverIsSpokenToInVersion1() throws Exception {
        try (V1AgentUnderTest agent = new V1AgentUnderTest.Setup().key("k-1").start()) {
            V1Link link = agent.server().awaitLink();

            agent.events().await("connected  version 1");
            agent.events().await("ready http://old-name.localhost:");
            assertThat(link.upgrade().header("sec-websocket-protocol")).contains("terratunnel.v2");
            assertThat(link.upgrade().header("authorization")).contains("Bearer k-1");
            assertThat(link.clientInfo())
                    .containsEntry("type", "client_info")
                    .containsEntry("api_key", "k-1")
                    .containsEntry("local_endpoint", "http://127.0.0.1:" + agent.origin().port());
            assertThat(link.pingCount()).isPositive();
            assertThat(link.oddities()).isEmpty();
        }
    }

    @Test
    void versionOneCanBeDemanded() throws Exception {
        V1AgentUnderTest.Setup setup = new V1AgentUnderTest.Setup().versions(LinkVersions.ONLY_1);
        try (V1AgentUnderTest agent = setup.start()) {
            V1Link link = agent.server().awaitLink();

            assertThat(link.upgrade().header("sec-websocket-protocol")).isEmpty();
        }
    }

    @Test
    void versionTwoCanBeDemanded() throws Exception {
        V1AgentUnderTest.Setup setup = new V1AgentUnderTest.Setup().versions(LinkVersions.ONLY_2);
        try (V1AgentUnderTest agent = setup.start()) {
            assertThat(agent.end()).isInstanceOf(AgentEnd.VersionRefused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication required. Please provide an API key.",
                "Invalid or expired API key",
                "API key does not have tunnel creation permission"
            })
    void refusedKeyEndsTheAgent(String words) throws Exception {
        try (V1AgentUnderTest agent = refusing(1008, words)) {
            assertThat(agent.end()).isEqualTo(new AgentEnd.KeyRefused(words));
        }
    }

    private static V1AgentUnderTest refusing(int code, String words) throws Exception {
        return new V1AgentUnderTest.Setup()
                .maxConnectTries(2)
                .server(server -> server.refuseWith(code, words))
                .start();
    }

    @Test
    void otherRefusalsAreTriedAgain() throws Exception {
        try (V1AgentUnderTest agent = refusing(1011, "Server configuration error")) {
            assertThat(agent.end())
                    .isEqualTo(
                            new AgentEnd.Unreachable(
                                    "the server refused the link (1011 Server configuration"
                                            + " error)"));
            assertThat(agent.server().links()).hasSize(2);
        }
    }

    @Test
    void hostThatIsNoneIsNotTaken() throws Exception {
        V1AgentUnderTest.Setup setup =
                new V1AgentUnderTest.Setup()
                        .maxConnectTries(1)
                        .server(server -> server.greeting(link -> link.assign("evil/../x@y")));
        try (V1AgentUnderTest agent = setup.start()) {
            assertThat(agent.end()).isInstanceOf(AgentEnd.Unreachable.class);
        }
    }

    @Test
    void serverThatAnswersNoPingIsNotConnected() throws Exception {
        V1AgentUnderTest.Setup setup =
                new V1AgentUnderTest.Setup()
                        .maxConnectTries(1)
                        .server(server ->
                                server.keepaliveAfter(Duration.ZERO)
                                        .greeting(link -> {
                                            link.setAnsweringPings(false);
                                            link.assign(server.hostname());
                                        }));
        try (V1AgentUnderTest agent = setup.start()) {
            agent.server().awaitLink();
            Thread.sleep(100);
            agent.pass(Duration.ofSeconds(6));

            assertThat(agent.end()).isInstanceOf(AgentEnd.Unreachable.class);
        }
    }

    @Test
    void keepalivesAreAnswered() throws Exception {
        try (V1AgentUnderTest agent =
                linked(server -> server.keepaliveAfter(Duration.ofMillis(20)))) {
            V1Link link = agent.server().awaitLink();
            while (link.keepaliveAckCount() < 3) {
                Thread.sleep(5);
            }
            assertThat(link.oddities()).isEmpty();
        }
    }

    private static V1AgentUnderTest linked(java.util.function.Consumer<V1Server> script)
            throws Exception {
        V1AgentUnderTest agent = new V1AgentUnderTest.Setup().server(script).start();
        agent.events().await("ready");
        return agent;
    }

    @Test
    void serverWithoutKeepalivesIsLeftAfterTwoMinutesThoughItAnswersPings() throws Exception {
        try (V1AgentUnderTest agent = linked(server -> server.keepaliveAfter(Duration.ZERO))) {
            agent.server().awaitLink();
            agent.pass(Duration.ofSeconds(115));
            Thread.sleep(700);
            assertThat(agent.server().links()).hasSize(1);

            agent.pass(Duration.ofSeconds(6));

            assertThat(agent.events().await("disconnected")).contains("no keepalive for 120 s");
            agent.server().awaitLink();
        }
    }

    @Test
    void silentServerIsLeft() throws Exception {
        try (V1AgentUnderTest agent = linked(server -> server.keepaliveAfter(Duration.ZERO))) {
            V1Link link = agent.server().awaitLink();
            link.setAnsweringPings(false);
            agent.pass(Duration.ofSeconds(11));
            Thread.sleep(700);
            agent.pass(Duration.ofSeconds(16));

            assertThat(agent.events().await("disconnected")).contains("fell silent");
        }
    }

    @Test
    void closedLinkIsOpenedAgain() throws Exception {
        try (V1AgentUnderTest agent = linked(server -> {})) {
            agent.server().awaitLink().close(1012, "");

            assertThat(agent.events().await("disconnected")).contains("closed the link (1012)");
            agent.events().await("connected");
            agent.server().awaitLink().cut();
            agent.events().await("connected");
        }
    }

    @Test
    void keepalivesBehindTheAgentsCloseFrameDisturbNothing() throws Exception {
        V1AgentUnderTest agent = linked(server -> server.keepaliveAfter(Duration.ofMillis(1)));
        V1Link link = agent.server().awaitLink();
        agent.agent().drain();

        assertThat(agent.end()).isEqualTo(new AgentEnd.Drained());
        assertThat(link.closed().join().code()).isEqualTo(1000);
        agent.close();
    }

    @Test
    void whatIsNoMessageEndsTheLink() throws Exception {
        try (V1AgentUnderTest agent = linked(server -> {})) {
            agent.server().awaitLink().wire().sendText("{\"type\":");
            assertThat(agent.events().await("disconnected")).contains("no message of version 1");
            agent.server().awaitLink().wire().sendBinary(new byte[] {1}, 0, 1);
            agent.events().await("connected");
            agent.server().awaitLink();
        }
    }

    @Test
    void unknownTypesCallNothing() throws Exception {
        try (V1AgentUnderTest agent = linked(server -> {})) {
            V1Link link = agent.server().awaitLink();
            link.send(Map.of("type", "news", "path", "/", "method", "GET"));
            link.send(Map.of("members", "none"));
            int before = link.keepaliveAckCount();
            link.keepalive();
            while (link.keepaliveAckCount() == before) {
                Thread.sleep(5);
            }
            assertThat(agent.origin().connections()).isZero();
        }
    }
}
