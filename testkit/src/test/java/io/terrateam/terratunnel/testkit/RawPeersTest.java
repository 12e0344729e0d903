package io.terrateam.terratunnel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.TcpRelay;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// [RawVisitor] and [TestOrigin] face to face, with nothing but a relay between them.
class RawPeersTest {
    private TestOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.start();
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
    }

    private RawResponse get(String target) throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(origin.port())) {
            return visitor.get("h", target).read();
        }
    }

    @Test
    void connectionServesSeveralRequests() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(origin.port())) {
            for (String target : new String[] {"/", "/status/404", "/chunked/100", "/trailers"}) {
                assertThat(visitor.get("h", target).read().ending()).isEqualTo(Ending.COMPLETE);
            }
        }

        assertThat(origin.connectionCount()).isEqualTo(1);
        assertThat(origin.requestsTo("/status")).hasSize(1);
    }

    @Test
    void echoShowsHeadAsItWasSent() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(origin.port())) {
            visitor.send("GET /echo?a=&b HTTP/1.1\r\nHost: h\r\nX-Y:  z \r\nX-Y: 2\r\n\r\n");

            assertThat(visitor.read().text())
                    .isEqualTo("GET /echo?a=&b HTTP/1.1\nHost: h\nX-Y:  z \nX-Y: 2\n");
        }
    }

    @Test
    void bodiesOfBothFramingsAreThePattern() throws IOException {
        byte[] pattern = PatternedBytes.of(200_000);

        assertThat(get("/bytes/200000").body()).isEqualTo(pattern);
        assertThat(get("/chunked/200000").body()).isEqualTo(pattern);
        var digest = PatternedBytes.newSha256();
        digest.update(pattern);
        assertThat(PatternedBytes.sha256(200_000))
                .isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void cutBodiesDoNotLookComplete() throws IOException {
        origin.script(
                "/short",
                (connection, _) ->
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
        origin.script(
                "/reset",
                (connection, _) -> {
                    connection.send(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc");
                    connection.isLeftWithin(Duration.ofMillis(50));
                    connection.cut();
                });

        assertThat(get("/short").ending()).isEqualTo(Ending.TRUNCATED);
        assertThat(get("/reset").ending()).isEqualTo(Ending.RESET);
    }

    @Test
    void interimResponsesAndTrailersAreSeen() throws IOException {
        assertThat(get("/early-hints").interim()).hasSize(2);
        assertThat(get("/trailers").trailers()).containsExactly("X-Sum: 42", "X-Sum: 43");
    }

    @Test
    void webSocketEchoesFramesSentRightBehindTheUpgrade() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(origin.port())) {
            visitor.send(WebSocketWire.upgradeRequest("h", "/websocket-eager", ""));
            assertThat(visitor.readHead().header("sec-websocket-accept"))
                    .contains(WebSocketWire.ACCEPT);
            var wire = new WebSocketWire(visitor.reader(), visitor.out(), true);
            wire.sendText("x".repeat(70_000));

            assertThat(wire.readMessage().text()).isEqualTo("right behind");
            assertThat(wire.readMessage().text()).hasSize(70_000);

            wire.sendClose(4321, "bye");
            assertThat(wire.readMessage().closeCode()).isEqualTo(4321);
        }
    }

    @Test
    void relayPassesThenLosesEverythingWithoutAnEnd() throws IOException {
        try (TcpRelay relay = TcpRelay.to(origin.port());
                RawVisitor visitor = RawVisitor.connect(relay.port())) {
            assertThat(visitor.get("h", "/").read().text()).isEqualTo("hello");

            relay.blackHoleOpen();
            visitor.get("h", "/lost");

            assertThat(visitor.awaitEnd(Duration.ofMillis(200))).isEqualTo(Ending.TIMED_OUT);
            assertThat(origin.requestsTo("/lost")).isEmpty();
        }
    }

    @Test
    void relayCuts() throws IOException {
        try (TcpRelay relay = TcpRelay.to(origin.port());
                RawVisitor visitor = RawVisitor.connect(relay.port())) {
            visitor.get("h", "/").read();

            relay.cutOpen();

            assertThat(visitor.awaitEnd(Duration.ofSeconds(5))).isEqualTo(Ending.RESET);
        }
    }
}
