package io.terrateam.terratunnel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.agent.AgentSocket;
import io.terrateam.terratunnel.testkit.agent.BridgeAgent;
import io.terrateam.terratunnel.testkit.agent.StockHttp2Server;
import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The HTTP/2 tools against each other: Jetty's client, Jetty's server, and frames by hand.
class Http2PeersTest {
    private static StockHttp2Server stock;

    @BeforeAll
    static void start() throws Exception {
        stock = StockHttp2Server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stock.close();
    }

    @Test
    void visitorGetsPostsAndSeesTrailers() throws Exception {
        try (H2Visitor visitor = H2Visitor.connect(stock.port())) {
            assertThat(visitor.get("h", "/").text()).isEqualTo("hello from jetty");

            H2Exchange post = visitor.open("POST", "h", "/body", HttpFields.EMPTY, false);
            post.sendData("abc".getBytes(UTF_8), false).sendData("def".getBytes(UTF_8), true);
            assertThat(post.text()).isEqualTo("abcdef");

            H2Exchange trailers = visitor.get("h", "/trailers");
            assertThat(trailers.awaitEnding()).isEqualTo(Ending.COMPLETE);
            assertThat(trailers.trailers().get("x-sum")).isEqualTo("42");
        }
    }

    @Test
    void stockServerEchoesOverExtendedConnect() throws Exception {
        try (H2Visitor visitor = H2Visitor.connect(stock.port())) {
            H2Exchange socket = visitor.webSocket("h", "/websocket");
            assertThat(socket.status()).isEqualTo(200);
            byte[] hello = "over h2".getBytes(UTF_8);
            socket.sendData(WebSocketWire.frame(0x81, true, hello), false);
            byte[] close = {3, (byte) 0xe8};
            socket.sendData(WebSocketWire.frame(0x88, true, close), false);

            assertThat(socket.awaitEnding()).isEqualTo(Ending.COMPLETE);
            assertThat(socket.receivedText()).contains("over h2");
        }
    }

    @Test
    void visitorWhoCancelsIsNoticed() throws Exception {
        try (H2Visitor visitor = H2Visitor.connect(stock.port())) {
            H2Exchange held = visitor.get("h", "/held");
            stock.heldRequestArrived().get(5, TimeUnit.SECONDS);

            held.cancel();

            assertThat(stock.heldRequestCancelled().get(5, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void framesByHandAreUnderstood() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), stock.port())) {
            var wire = new Http2Wire(socket.getInputStream(), socket.getOutputStream());
            wire.sendPreface();
            wire.sendHeaders(1, true, get("/", "x-long", "v".repeat(5_000)));

            Http2Wire.Frame head = wire.readAnswering();
            assertThat(wire.decode(head)).containsEntry(":status", java.util.List.of("200"));
            assertThat(new String(wire.readAnswering().payload(), UTF_8)).startsWith("hello");
        }
    }

    @Test
    void bridgePutsAStockServerBehindAWebSocket() throws Exception {
        var response = new CompletableFuture<String>();
        try (TestOrigin edge = TestOrigin.start()) {
            edge.script(
                    "/ws",
                    (connection, head) -> {
                        assertThat(head.header("sec-websocket-protocol"))
                                .contains("terratunnel.v2");
                        connection.send("HTTP/1.1 101 X\r\nTerratunnel-Subdomain: n\r\n\r\n");
                        response.complete(visitThroughLink(connection));
                    });
            try (var bridge = BridgeAgent.connect(edge.port(), "h", stock.port(), "")) {
                assertThat(bridge.tunnelName()).isEqualTo("n");
                assertThat(response.get(10, TimeUnit.SECONDS)).isEqualTo("hello from jetty");
            }
        }
    }

    private static String visitThroughLink(
            io.terrateam.terratunnel.testkit.origin.OriginConnection connection)
            throws java.io.IOException {
        var webSocket = new WebSocketWire(connection.reader(), connection.out(), false);
        var request = new java.io.ByteArrayOutputStream();
        var writer = new Http2Wire(java.io.InputStream.nullInputStream(), request);
        writer.sendPreface();
        writer.sendHeaders(1, true, get("/"));
        webSocket.send(WebSocketWire.BINARY, request.toByteArray());
        var answered = new java.io.ByteArrayOutputStream();
        while (!answered.toString(UTF_8).contains("jetty")) {
            answered.writeBytes(webSocket.readMessage().payload());
        }
        String text = answered.toString(UTF_8);
        return text.substring(text.indexOf("hello"));
    }

    @Test
    void refusedUpgradeKeepsTheReason() throws Exception {
        try (TestOrigin edge = TestOrigin.start()) {
            edge.script("/ws", (connection, _) -> connection.respond(401, "no key"));
            try (AgentSocket link = AgentSocket.dial(edge.port(), "h", "")) {
                assertThat(link.answer().status()).isEqualTo(401);
                assertThat(link.refusal()).isEqualTo("no key");
            }
        }
    }

    private static String[] get(String path, String... more) {
        String[] base = {":method", "GET", ":scheme", "http", ":authority", "h", ":path", path};
        String[] all = java.util.Arrays.copyOf(base, base.length + more.length);
        System.arraycopy(more, 0, all, base.length, more.length);
        return all;
    }
}
