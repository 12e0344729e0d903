package io.terrateam.terratunnel.e2e.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.e2e.Keys;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.v1.V1Agent;
import io.terrateam.terratunnel.testkit.v1.V1Close;
import io.terrateam.terratunnel.testkit.v1.V1Hello;
import io.terrateam.terratunnel.testkit.v1.V1Request;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How clients of version 1 come in, are kept out and are replaced.
class OldClientDoorIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TunnelSystem tunnel;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        tunnel =
                TunnelSystem.setup()
                        .serverVariable("REQUIRE_AUTH_FOR_TUNNELS", "true")
                        .withoutClient()
                        .start();
        key = Keys.create(tunnel, "panda");
    }

    @AfterAll
    static void stop() throws Exception {
        tunnel.close();
    }

    private static V1Hello hello() {
        return V1Hello.anonymous(tunnel.domain());
    }

    private static V1Close refusal(V1Hello hello, String first) throws IOException {
        try (V1Agent agent = V1Agent.dial(tunnel.port(), hello)) {
            assertThat(agent.upgradeAnswer().status()).isEqualTo(101);
            assertThat(agent.upgradeAnswer().header("sec-websocket-protocol")).isEmpty();
            agent.sendText(first);
            return agent.awaitClose(SOON);
        }
    }

    private static V1Close refusal(V1Hello hello) throws IOException {
        try (V1Agent agent = V1Agent.dial(tunnel.port(), hello)) {
            agent.send(hello.clientInfo());
            return agent.awaitClose(SOON);
        }
    }

    @Test
    void wrongFirstMessages_areRefusedInTheOriginalsWords() throws IOException {
        assertThat(refusal(hello(), "{\"type\":\"keepalive_ack\"}"))
                .isEqualTo(new V1Close(1008, "Expected client_info message"));
        assertThat(refusal(hello(), "{}"))
                .isEqualTo(new V1Close(1008, "Expected client_info message"));
        assertThat(refusal(hello(), "{\"type\":\"client_info\"}"))
                .isEqualTo(new V1Close(1008, "Missing local_endpoint"));
        assertThat(refusal(hello().localEndpoint("")))
                .isEqualTo(new V1Close(1008, "Missing local_endpoint"));
    }

    @Test
    void whatIsNoMessageAtAll_isRefused() throws IOException {
        assertThat(refusal(hello(), "hello").code()).isEqualTo(1007);
        assertThat(refusal(hello(), "[1]").code()).isEqualTo(1007);
        assertThat(refusal(hello(), "{\"a\":\"" + "x".repeat(70_000) + "\"}").code())
                .isEqualTo(1009);
        try (V1Agent agent = V1Agent.dial(tunnel.port(), hello())) {
            agent.wire().send(WebSocketWire.BINARY, new byte[] {'{', '}'});
            assertThat(agent.awaitClose(SOON).code()).isEqualTo(1003);
        }
    }

    @Test
    void missingAndBadKeys_areRefusedInTheOriginalsWords() throws IOException {
        V1Close missing = new V1Close(1008, "Authentication required. Please provide an API key.");
        V1Close bad = new V1Close(1008, "Invalid or expired API key");

        assertThat(refusal(hello())).isEqualTo(missing);
        assertThat(refusal(hello().headerLine("Authorization: bearer " + key))).isEqualTo(missing);
        assertThat(refusal(hello().headerLine("Authorization: Basic " + key))).isEqualTo(missing);
        assertThat(refusal(hello().headerKey("nobodys"))).isEqualTo(bad);
        assertThat(refusal(hello().messageKey("nobodys"))).isEqualTo(bad);
        assertThat(refusal(hello().headerKey("nobodys").messageKey(key)))
                .as("a wrong key in the header is not rescued")
                .isEqualTo(bad);
    }

    @Test
    void silentClient_isRefusedAfterTenSeconds() throws IOException {
        try (V1Agent agent = V1Agent.dial(tunnel.port(), hello())) {
            assertThat(agent.awaitClose(Duration.ofSeconds(14)))
                    .isEqualTo(new V1Close(1008, "No client_info in time"));
        }
    }

    @Test
    void keyInHeaderOrMessage_getsItsName_andTheNewerLinkReplacesTheOlder() throws Exception {
        V1Hello inMessage = hello().headerLine("Authorization: Basic x").messageKey(key);
        try (V1Agent older = V1Agent.ready(tunnel.port(), hello().headerKey(key));
                V1Agent newer = V1Agent.ready(tunnel.port(), inMessage)) {
            assertThat(older.hostname()).isEqualTo("panda." + tunnel.domain() + port());
            assertThat(newer.tunnelName()).isEqualTo("panda");
            assertThat(older.awaitClose(SOON)).isEqualTo(new V1Close(1001, "replaced"));
            newer.serve((agent, request) -> agent.answer(request, 200, Map.of(), "newer"));
            assertThat(get("/").text()).isEqualTo("newer");
        }
    }

    @Test
    void olderLinkFinishesWhatItHas_andItsEndLeavesTheNewerAlone() throws Exception {
        try (V1Agent older = V1Agent.ready(tunnel.port(), hello().headerKey(key));
                RawVisitor visitor = tunnel.visitor()) {
            visitor.get("panda." + tunnel.domain(), "/slow");
            V1Request slow = older.awaitRequest();
            try (V1Agent newer = V1Agent.ready(tunnel.port(), hello().headerKey(key))) {
                newer.serve((agent, request) -> agent.answer(request, 200, Map.of(), "newer"));
                assertThat(get("/").text()).isEqualTo("newer");
                older.answer(slow, 200, Map.of(), "older");
                assertThat(visitor.read().text()).isEqualTo("older");
                assertThat(older.awaitClose(SOON).reason()).isEqualTo("replaced");
                assertThat(get("/").text()).isEqualTo("newer");
            }
        }
    }

    @Test
    void revokedKey_endsItsLink() throws Exception {
        String other = Keys.create(tunnel, "otter");
        try (V1Agent agent = V1Agent.ready(tunnel.port(), hello().headerKey(other))) {
            tunnel.command(
                    "server",
                    "keys",
                    "create",
                    "--db-path",
                    tunnel.database().toString(),
                    "--tunnel",
                    "otter");
            assertThat(agent.awaitClose(Duration.ofSeconds(20)).code()).isEqualTo(1008);
        }
    }

    @Test
    void keepalivesCome_alsoWhileDataFlows() throws Exception {
        try (V1Agent agent = V1Agent.ready(tunnel.port(), hello().headerKey(key))) {
            agent.serve((mine, request) -> mine.answer(request, 200, Map.of(), "x"));
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < 11_000_000_000L) {
                assertThat(get("/").text()).isEqualTo("x");
            }
            assertThat(agent.keepaliveNanos()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(agent.oddities()).isEmpty();
        }
    }

    @Test
    void visitorsWebSocketAtTheTunnelsOwnWs_isNoLink() throws Exception {
        try (V1Agent agent = V1Agent.ready(tunnel.port(), hello().headerKey(key));
                RawVisitor visitor = tunnel.visitor()) {
            visitor.send(
                    "GET /ws HTTP/1.1\r\nHost: panda."
                            + tunnel.domain()
                            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

            RawResponse answer = visitor.read();
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.header("terratunnel-error")).contains("bad-request");
            assertThat(agent.requestCount()).isZero();
        }
    }

    @Test
    void linkAtAnotherHostName_isALink() throws Exception {
        V1Hello elsewhere = V1Hello.anonymous("10.0.0.1:8000").headerKey(key);
        try (V1Agent agent = V1Agent.ready(tunnel.port(), elsewhere)) {
            assertThat(agent.tunnelName()).isEqualTo("panda");
        }
    }

    @Test
    void clientsThatLeaveAndComeBack_areServedAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (V1Agent agent = V1Agent.ready(tunnel.port(), hello().headerKey(key))) {
                agent.serve((mine, request) -> mine.answer(request, 200, Map.of(), "back"));
                await().atMost(SOON).until(() -> get("/").text().equals("back"));
                agent.leave();
            }
        }
    }

    private static String port() {
        return tunnel.domain().contains(":") ? "" : ":" + tunnel.port();
    }

    private static RawResponse get(String target) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            return visitor.get("panda." + tunnel.domain(), target).read();
        }
    }
}
