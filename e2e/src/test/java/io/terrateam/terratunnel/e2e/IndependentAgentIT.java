package io.terrateam.terratunnel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.agent.BridgeAgent;
import io.terrateam.terratunnel.testkit.agent.RawAgent;
import io.terrateam.terratunnel.testkit.agent.StockHttp2Server;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The wire contract of version 2 is enough: a stock HTTP/2 server behind a WebSocket is a whole
/// agent.
class IndependentAgentIT {
    private static TunnelSystem tunnel;
    private static StockHttp2Server stock;
    private static BridgeAgent agent;
    private static String host;

    @BeforeAll
    static void start() throws Exception {
        tunnel = TunnelSystem.setup().withoutSizeLimits().withoutClient().start();
        stock = StockHttp2Server.start();
        agent = BridgeAgent.connect(tunnel.port(), tunnel.domain(), stock.port(), "");
        host = agent.tunnelName() + "." + tunnel.domain();
        await().atMost(Duration.ofSeconds(5)).until(() -> get("/").status() == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
        stock.close();
        tunnel.close();
    }

    private static RawResponse get(String target) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            return visitor.get(host, target).read();
        }
    }

    @Test
    void handshakeSaysWhereTheTunnelIs() {
        HttpHead answer = agent.link().answer();

        assertThat(answer.headers("sec-websocket-protocol")).containsExactly("terratunnel.v2");
        assertThat(answer.header("terratunnel-url")).contains("http://" + host);
        assertThat(answer.header("terratunnel-link")).isPresent();
        assertThat(answer.header("terratunnel-resume")).isPresent();
        assertThat(answer.headers("sec-websocket-extensions")).isEmpty();
    }

    @Test
    void getArrivesWithItsFields() throws IOException {
        RawResponse response = get("/echo?a=%2F&b=");

        assertThat(response.text()).startsWith("GET ").contains("/echo?a=%2F&b=");
        assertThat(response.text()).contains("x-forwarded-for: 127.0.0.1");
        assertThat(response.headers("x-twice")).containsExactly("1", "2");
    }

    @Test
    void bodiesPassBothWays() throws IOException {
        byte[] body = PatternedBytes.of(5_000_000);
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /body HTTP/1.1\r\nHost: " + host + "\r\n");
            visitor.send("Content-Length: " + body.length + "\r\n\r\n");
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            visitor.send(body);
                        } catch (IOException e) {
                            // The assertion below tells.
                        }
                    });

            assertThat(visitor.read("POST").body()).isEqualTo(body);
        }
    }

    @Test
    void trailersPass() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange exchange = visitor.get(host, "/trailers");
            assertThat(exchange.awaitEnding()).isEqualTo(Ending.COMPLETE);
            assertThat(exchange.trailers().get("x-sum")).isEqualTo("42");
        }
    }

    @Test
    void visitorWhoLeavesCancelsTheStream() throws Exception {
        RawVisitor visitor = tunnel.visitor().get(host, "/held");
        stock.heldRequestArrived().get(5, TimeUnit.SECONDS);

        visitor.close();

        assertThat(stock.heldRequestCancelled().get(2, TimeUnit.SECONDS)).isNotNull();
        assertThat(get("/").text()).isEqualTo("hello from jetty");
    }

    @Test
    void webSocketIsAnExtendedConnect() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(WebSocketWire.upgradeRequest(host, "/websocket", ""));
            assertThat(visitor.readHead().status()).isEqualTo(101);
            var wire = new WebSocketWire(visitor.reader(), visitor.out(), true);

            wire.sendText("through jetty");

            assertThat(wire.readMessage().text()).isEqualTo("through jetty");
        }
    }

    @Test
    void goAwayOfAnAgentLetsRunningExchangesFinish() throws Exception {
        try (RawAgent raw = RawAgent.ready(tunnel.port(), tunnel.domain(), "")) {
            var visit =
                    Async.call(() -> {
                        try (RawVisitor visitor = tunnel.visitor()) {
                            String of = raw.tunnelName() + "." + tunnel.domain();
                            return visitor.get(of, "/").read();
                        }
                    });
            int stream = raw.awaitRequest().streamId();
            byte[] goAway = {0, 0, 0, (byte) stream, 0, 0, 0, 0};
            raw.frames().send(Http2Wire.GOAWAY, 0, 0, goAway);
            raw.frames().sendHeaders(stream, false, ":status", "200");
            raw.frames().sendData(stream, true, "finished".getBytes(UTF_8));

            assertThat(visit.get(10, TimeUnit.SECONDS).text()).isEqualTo("finished");
        }
    }

    @Test
    void refusedStreamIsTriedOnAnotherLinkOrAnswered503() throws Exception {
        try (RawAgent raw = RawAgent.ready(tunnel.port(), tunnel.domain(), "")) {
            String of = raw.tunnelName() + "." + tunnel.domain();
            var visit =
                    Async.call(() -> {
                        try (RawVisitor visitor = tunnel.visitor()) {
                            return visitor.get(of, "/").read();
                        }
                    });
            raw.frames().sendReset(raw.awaitRequest().streamId(), Http2Wire.REFUSED_STREAM);

            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (true) {
                                int again = raw.awaitRequest().streamId();
                                raw.frames().sendReset(again, Http2Wire.REFUSED_STREAM);
                            }
                        } catch (IOException e) {
                            // The link has ended.
                        }
                    });
            assertThat(visit.get(15, TimeUnit.SECONDS).status()).isIn(502, 503);
        }
    }

    @Test
    void resetAfterTheHeadBreaksTheVisitorsBody() throws Exception {
        try (RawAgent raw = RawAgent.ready(tunnel.port(), tunnel.domain(), "")) {
            String of = raw.tunnelName() + "." + tunnel.domain();
            try (RawVisitor visitor = tunnel.visitor().get(of, "/")) {
                int stream = raw.awaitRequest().streamId();
                raw.frames().sendHeaders(stream, false, ":status", "200");
                raw.frames().sendData(stream, false, "half".getBytes(UTF_8));
                var body = visitor.body(visitor.readHead(), "GET");
                assertThat(body.read(new byte[100])).isEqualTo(4);

                raw.frames().sendReset(stream, Http2Wire.INTERNAL_ERROR);

                assertThatThrownBy(() -> body.read(new byte[100])).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void resumeTokenGetsTheTunnelBackAndNobodyElse() throws Exception {
        String token;
        String name;
        try (RawAgent first = RawAgent.ready(tunnel.port(), tunnel.domain(), "")) {
            token = first.resumeToken();
            name = first.tunnelName();
        }
        assertThat(name).matches("[a-z0-9]+(-[a-z0-9]+){2,}");
        try (RawAgent back =
                        RawAgent.ready(
                                tunnel.port(),
                                tunnel.domain(),
                                "Terratunnel-Resume: " + token + "\r\n");
                RawAgent stranger =
                        RawAgent.ready(
                                tunnel.port(),
                                tunnel.domain(),
                                "Terratunnel-Resume: " + token + "x\r\n")) {
            assertThat(back.tunnelName()).isEqualTo(name);
            assertThat(stranger.tunnelName()).isNotEqualTo(name);
        }
    }

    @Test
    void newerLinkOfATunnelReplacesTheOlderWithAReason() throws Exception {
        try (RawAgent first = RawAgent.ready(tunnel.port(), tunnel.domain(), "")) {
            String lines = "Terratunnel-Resume: " + first.resumeToken() + "\r\n";
            try (RawAgent second = RawAgent.ready(tunnel.port(), tunnel.domain(), lines)) {
                Http2Wire.Frame frame = first.frames().readAnswering();
                assertThat(frame.type()).isEqualTo(Http2Wire.GOAWAY);
                assertThat(frame.errorCode()).isEqualTo(Http2Wire.NO_ERROR);
                assertThat(frame.debugText()).isEqualTo("replaced");
                assertThat(second.tunnelName()).isEqualTo(first.tunnelName());
            }
        }
    }
}
