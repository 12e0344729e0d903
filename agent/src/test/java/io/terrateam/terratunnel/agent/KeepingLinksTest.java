package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dialling, being refused, coming back, being replaced, draining.
final class KeepingLinksTest {

    private AgentUnderTest agent;

    @AfterEach
    void stop() throws Exception {
        agent.close();
    }

    private static FullHttpResponse problem(int status, String detail) {
        return ScriptedEdge.answer(
                status,
                "application/problem+json",
                "{\"title\":\"T\",\"detail\":\"" + detail + "\",\"status\":" + status + "}");
    }

    @Test
    void upgradeIntroducesTheAgent() throws Exception {
        agent = AgentUnderTest.linked();

        HttpHeaders fields = agent.edge().nextUpgrade();

        assertThat(fields.get("sec-websocket-protocol")).isEqualTo("terratunnel.v2");
        assertThat(fields.get("terratunnel-local-endpoint"))
                .isEqualTo("http://127.0.0.1:" + agent.origin().port());
        assertThat(fields.get("user-agent")).isEqualTo("terratunnel-client/0-test");
        assertThat(fields.contains("authorization")).isFalse();
        assertThat(fields.contains("sec-websocket-extensions")).isFalse();
        assertThat(agent.events().await("connected")).isEqualTo("connected link-1 version 2");
    }

    @ParameterizedTest
    @CsvSource({"401, KeyRefused", "403, KeyRefused", "426, VersionRefused"})
    void refusalsForGoodEndTheAgent(int status, String end) throws Exception {
        agent =
                new AgentUnderTest.Setup()
                        .edge(edge ->
                                edge.refuse(ask -> problem(status, "do \\\"this\\\"\\u001b[0m")))
                        .start();

        assertThat(agent.end().getClass().getSimpleName()).isEqualTo(end);
        assertThat(agent.end().toString()).contains("do \"this\" [0m");
    }

    @Test
    void serverOfAnotherVersion_endsTheAgentWithAdvice() throws Exception {
        agent = new AgentUnderTest.Setup().edge(edge -> edge.speak("other.v9")).start();

        assertThat(agent.end()).isInstanceOf(AgentEnd.VersionRefused.class);
        assertThat(agent.end().toString()).contains("update the server");
    }

    @Test
    void otherRefusalsAreTriedAgain_upToTheUsersBound() throws Exception {
        agent =
                new AgentUnderTest.Setup()
                        .maxConnectTries(3)
                        .edge(edge -> edge.refuse(ask -> problem(503, "full")))
                        .start();

        assertThat(agent.end()).isInstanceOf(AgentEnd.Unreachable.class);
        assertThat(agent.end().toString()).contains("503: full");
        assertThat(agent.events().await("disconnected 2")).contains("full");
    }

    @Test
    void lostLinkIsDialledAgainWithItsResumeToken() throws Exception {
        agent = AgentUnderTest.linked();
        EdgeLink first = agent.edge().nextLink();
        assertThat(agent.edge().nextUpgrade().contains(LinkHandshake.RESUME)).isFalse();

        first.channel().close();

        assertThat(agent.edge().nextUpgrade().get(LinkHandshake.RESUME)).isEqualTo("resume-token");
        agent.edge().nextLink();
    }

    @Test
    void goAway_opensTheNextLinkWhileTheOldOneFinishes() throws Exception {
        agent = AgentUnderTest.linked();
        EdgeLink first = agent.edge().nextLink();
        EdgeStream running = first.open(AgentUnderTest.get("/slow"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        first.sayGoAway(LinkHandshake.GOAWAY_DRAINING);

        agent.edge().nextLink();
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(running.text()).isEqualTo("ok");
        assertThat(first.channel().closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void replaced_endsTheAgentInsteadOfFighting() throws Exception {
        agent = AgentUnderTest.linked();

        agent.edge().nextLink().sayGoAway(LinkHandshake.GOAWAY_REPLACED);

        assertThat(agent.end()).isInstanceOf(AgentEnd.Replaced.class);
    }

    @Test
    void drainFinishesWhatRunsAndSaysGoAway() throws Exception {
        agent = AgentUnderTest.linked();
        EdgeLink link = agent.edge().nextLink();
        EdgeStream running = link.open(AgentUnderTest.get("/slow"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        agent.agent().drain();

        assertThat(link.goAway().get(5, TimeUnit.SECONDS)).isEqualTo(Integer.MAX_VALUE);
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(running.text()).isEqualTo("ok");
        assertThat(agent.end()).isInstanceOf(AgentEnd.Drained.class);
    }

    @Test
    void nobodyAtTheServersAddress_isTriedUpToTheBound() throws Exception {
        agent = new AgentUnderTest.Setup().maxConnectTries(1).edge(ScriptedEdge::close).start();

        assertThat(agent.end()).isInstanceOf(AgentEnd.Unreachable.class);
        assertThat(agent.end().toString()).contains("connection refused");
    }

    @Test
    void probeThroughThePublicUrlMakesTheTunnelReady_andNeverReachesTheOrigin() throws Exception {
        agent = new AgentUnderTest.Setup().edge(ScriptedEdge::carry).start();

        assertThat(agent.events().await("ready"))
                .isEqualTo("ready http://test.localhost:" + agent.edge().port());
        assertThat(agent.origin().connections()).isZero();
    }

    @Test
    void wayToTheServerLeadsThroughTheProxy() throws Exception {
        try (RawOrigin proxy = new RawOrigin()) {
            agent =
                    new AgentUnderTest.Setup()
                            .serverUrl("ws://tunnel.example.org:PORT")
                            .proxies(
                                    ProxyRules.of(
                                            Map.of(
                                                    "HTTP_PROXY",
                                                    "http://me:pw@127.0.0.1:" + proxy.port())))
                            .start();
            Conversation tunnel = proxy.next();
            assertThat(tunnel.readHead().toLowerCase(Locale.ROOT))
                    .startsWith("connect tunnel.example.org:" + agent.edge().port() + " http/1.1")
                    .contains("proxy-authorization: basic bwu6chc=");

            tunnel.write("HTTP/1.1 200 Connected\r\n\r\n");

            assertThat(tunnel.readHead())
                    .startsWith("GET /ws HTTP/1.1")
                    .contains("host: tunnel.example.org:" + agent.edge().port());
        }
    }

    @Test
    void proxyThatRefusesIsNamed() throws Exception {
        try (RawOrigin proxy = new RawOrigin()) {
            agent =
                    new AgentUnderTest.Setup()
                            .serverUrl("ws://tunnel.example.org:PORT")
                            .maxConnectTries(1)
                            .proxies(
                                    ProxyRules.of(
                                            Map.of(
                                                    "HTTP_PROXY",
                                                    "http://127.0.0.1:" + proxy.port())))
                            .start();
            Conversation tunnel = proxy.next();
            tunnel.readHead();
            tunnel.write("HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n");

            assertThat(agent.end().toString()).contains("proxy http://127.0.0.1:" + proxy.port());
        }
    }
}
