package io.terrateam.terratunnel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire.Frame;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// WebSockets through the tunnel: frames pass unread, in both directions, from the first byte to
/// the last.
@ExtendWith(SharedTunnel.class)
class WebSocketIT {
    private final TunnelSystem tunnel;

    WebSocketIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    private WebSocketWire open(RawVisitor visitor, String target, String lines) throws IOException {
        visitor.send(WebSocketWire.upgradeRequest(tunnel.host(), target, lines));
        HttpHead head = visitor.readHead();
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("sec-websocket-accept")).contains(WebSocketWire.ACCEPT);
        assertThat(head.header("upgrade").orElse("")).isEqualToIgnoringCase("websocket");
        assertThat(head.header("connection").orElse("")).containsIgnoringCase("upgrade");
        return new WebSocketWire(visitor.reader(), visitor.out(), true);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 1_000_000})
    void messagesOfAllLengthsAreEchoed(int length) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            WebSocketWire wire = open(visitor, "/websocket", "");
            byte[] payload = "é".repeat(length).substring(0, length).getBytes(UTF_8);

            wire.send(WebSocketWire.BINARY, payload);

            Frame echoed = wire.readMessage();
            assertThat(echoed.opcode()).isEqualTo(WebSocketWire.BINARY);
            assertThat(echoed.payload()).isEqualTo(payload);
        }
    }

    @Test
    void framesBehindTheUpgradeAreNotLostInEitherDirection() throws IOException {
        String upgrade = WebSocketWire.upgradeRequest(tunnel.host(), "/websocket-eager", "");
        byte[] head = upgrade.getBytes(UTF_8);
        byte[] frame =
                WebSocketWire.frame(0x80 | WebSocketWire.TEXT, true, "too early".getBytes(UTF_8));
        byte[] both = new byte[head.length + frame.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(frame, 0, both, head.length, frame.length);
        for (int i = 0; i < 20; i++) {
            try (RawVisitor visitor = tunnel.visitor()) {
                visitor.send(both);
                assertThat(visitor.readHead().status()).isEqualTo(101);
                var wire = new WebSocketWire(visitor.reader(), visitor.out(), true);

                assertThat(wire.readMessage().text()).isEqualTo("right behind");
                assertThat(wire.readMessage().text()).isEqualTo("too early");
            }
        }
    }

    @Test
    void fragmentsAndControlFramesPassAsTheyAre() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            WebSocketWire wire = open(visitor, "/websocket", "");
            wire.write(WebSocketWire.frame(WebSocketWire.TEXT, true, "one ".getBytes(UTF_8)));
            wire.send(WebSocketWire.PING, "between".getBytes(UTF_8));
            wire.write(
                    WebSocketWire.frame(
                            0x80 | WebSocketWire.CONTINUATION, true, "two".getBytes(UTF_8)));

            Frame first = wire.read();
            assertThat(first.isFinal()).isFalse();
            assertThat(first.text()).isEqualTo("one ");
            Frame pong = wire.read();
            assertThat(pong.opcode()).isEqualTo(WebSocketWire.PONG);
            assertThat(pong.text()).isEqualTo("between");
            assertThat(wire.read().text()).isEqualTo("two");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1009, 1011, 3000, 4321})
    void closeCodePassesBothWaysAndThenTheConnectionEnds(int code) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            WebSocketWire wire = open(visitor, "/websocket", "");

            wire.sendClose(code, "bye");

            Frame close = wire.readMessage();
            assertThat(close.opcode()).isEqualTo(WebSocketWire.CLOSE);
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(visitor.awaitEnd(Duration.ofSeconds(5))).isEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void subprotocolIsNegotiatedEndToEnd() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(
                    WebSocketWire.upgradeRequest(
                            tunnel.host(),
                            "/websocket",
                            Lines.of(
                                    "Sec-WebSocket-Protocol: chat.v2, chat.v1",
                                    "Sec-WebSocket-Extensions: permessage-deflate")));

            HttpHead head = visitor.readHead();

            assertThat(head.header("sec-websocket-protocol")).contains("chat.v2");
            assertThat(head.header("sec-websocket-extensions")).isEmpty();
        }
        HttpHead arrived = tunnel.origin().lastTo("/websocket").orElseThrow();
        assertThat(arrived.header("sec-websocket-protocol")).contains("chat.v2, chat.v1");
        assertThat(arrived.header("sec-websocket-extensions")).contains("permessage-deflate");
    }

    @Test
    void refusalIsAnOrdinaryResponse() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(WebSocketWire.upgradeRequest(tunnel.host(), "/websocket-refused", ""));

            RawResponse response = visitor.read();

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.text()).isEqualTo("not for [websocket]");
            if (response.header("connection").orElse("").equals("close")) {
                assertThat(visitor.awaitEnd(Duration.ofSeconds(5))).isEqualTo(Ending.COMPLETE);
            } else {
                assertThat(visitor.get(tunnel.host(), "/").read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void visitorWhoVanishesEndsTheOriginsConnection() throws Exception {
        var left = new CompletableFuture<Boolean>();
        tunnel.origin()
                .script(
                        "/websocket-left",
                        (connection, _) -> {
                            connection.send(
                                    "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                            + "Sec-WebSocket-Accept: "
                                            + WebSocketWire.ACCEPT
                                            + "\r\n\r\n");
                            left.complete(connection.isLeftWithin(Duration.ofSeconds(10)));
                        });
        RawVisitor visitor = tunnel.visitor();
        visitor.send(WebSocketWire.upgradeRequest(tunnel.host(), "/websocket-left", ""));
        visitor.readHead();

        visitor.abort();

        assertThat(left.get(2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void originThatVanishesEndsTheVisitorsConnection() throws Exception {
        tunnel.origin()
                .script(
                        "/websocket-cut",
                        (connection, _) -> {
                            connection.send(
                                    "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                            + "Sec-WebSocket-Accept: "
                                            + WebSocketWire.ACCEPT
                                            + "\r\n\r\n");
                            connection.stall(Duration.ofMillis(100));
                            connection.cut();
                        });
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(WebSocketWire.upgradeRequest(tunnel.host(), "/websocket-cut", ""));
            visitor.readHead();

            assertThat(visitor.awaitEnd(Duration.ofSeconds(5))).isIn(Ending.COMPLETE, Ending.RESET);
        }
    }

    @Test
    void unaskedUpgradeOfOriginIsNotBelieved() throws IOException {
        tunnel.origin()
                .script(
                        "/unasked",
                        (connection, _) ->
                                connection.send(
                                        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));

        RawResponse response = tunnel.get("/unasked");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.header("terratunnel-error")).contains("local-protocol");
    }

    @Test
    void http2VisitorOpensAWebSocketByExtendedConnect() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange socket = visitor.webSocket(tunnel.host(), "/websocket?h2");
            assertThat(socket.status()).isEqualTo(200);
            byte[] hello =
                    WebSocketWire.frame(0x80 | WebSocketWire.TEXT, true, "over h2".getBytes(UTF_8));

            socket.sendData(hello, false);

            await().atMost(Duration.ofSeconds(5)).until(() -> socket.bodyBytes() >= 9);
            var in = new WireReader(new java.io.ByteArrayInputStream(socket.received()));
            var wire = new WebSocketWire(in, java.io.OutputStream.nullOutputStream(), true);
            assertThat(wire.read().text()).isEqualTo("over h2");
            socket.cancel();
        }
    }
}
