package io.terrateam.terratunnel.e2e.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.agent.AgentSocket;
import io.terrateam.terratunnel.testkit.agent.RawAgent;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents that break the rules of WebSocket or HTTP/2 end their own link and nobody else's.
class HostileAgentIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static TunnelSystem tunnel;

    @BeforeAll
    static void start() throws IOException {
        tunnel =
                TunnelSystem.setup()
                        .serverVariable("TERRATUNNEL_LINK_TIMEOUT", "2s")
                        .serverVariable("TERRATUNNEL_HOLD_TIMEOUT", "1s")
                        .start();
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    @AfterEach
    void othersAreServed() throws IOException {
        assertThat(tunnel.server().isAlive()).isTrue();
        assertThat(tunnel.client().isAlive()).isTrue();
        assertThat(tunnel.get("/").text()).isEqualTo("hello");
    }

    private static RawAgent ready() throws IOException {
        return RawAgent.ready(tunnel.port(), tunnel.domain(), "");
    }

    private static void awaitEnd(RawAgent agent) throws Exception {
        Async.run(agent.link()::awaitClose).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static CompletableFuture<RawResponse> visit(RawAgent agent, String target) {
        return Async.call(() -> {
            try (RawVisitor visitor = tunnel.visitor()) {
                return visitor.get(agent.tunnelName() + "." + tunnel.domain(), target).read();
            }
        });
    }

    @Test
    void textMessageIsClosed1003() throws Exception {
        try (RawAgent agent = ready()) {
            agent.link().wire().sendText("{\"type\":\"client_info\"}");

            assertThat(agent.link().awaitClose()).hasValue(1003);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "unmasked binary, 130, false",
        "reserved bit 1, 194, true",
        "reserved bit 2, 162, true",
        "reserved opcode 3, 131, true",
        "reserved opcode 11, 139, true",
        "fragmented ping, 9, true",
        "continuation of nothing, 128, true"
    })
    void frameAgainstTheRulesIsClosed1002(String name, int firstByte, boolean masked)
            throws Exception {
        try (RawAgent agent = ready()) {
            agent.link().wire().write(WebSocketWire.frame(firstByte, masked, new byte[4]));

            assertThat(agent.link().awaitClose()).as(name).hasValue(1002);
        }
    }

    @Test
    void pingOverItsLimitIsClosed1002() throws Exception {
        try (RawAgent agent = ready()) {
            agent.link().wire().send(WebSocketWire.PING, new byte[126]);

            assertThat(agent.link().awaitClose()).hasValue(1002);
        }
    }

    @Test
    void newMessageWithinAFragmentedOneIsClosed1002() throws Exception {
        try (RawAgent agent = ready()) {
            agent.link().wire().write(WebSocketWire.frame(WebSocketWire.BINARY, true, new byte[0]));
            agent.link().wire().send(WebSocketWire.BINARY, new byte[0]);

            assertThat(agent.link().awaitClose()).hasValue(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535})
    void closeCodeThatMayNotBeSentIsClosed1002(int code) throws Exception {
        try (RawAgent agent = ready()) {
            agent.link().wire().sendClose(code, "");

            assertThat(agent.link().awaitClose()).hasValue(1002);
        }
    }

    @Test
    void properCloseIsAnsweredWithTheSameCode() throws Exception {
        try (RawAgent agent = ready()) {
            agent.link().wire().sendClose(1000, "bye");

            assertThat(agent.link().awaitClose()).hasValue(1000);
        }
    }

    @Test
    void hugeFrameHeaderCostsNoMemory() throws Exception {
        long before = tunnel.server().residentKiB();
        try (RawAgent agent = ready()) {
            byte[] header =
                    ByteBuffer.allocate(14)
                            .put((byte) 0x82)
                            .put((byte) 0xff)
                            .putLong(Long.MAX_VALUE)
                            .putInt(0)
                            .array();
            agent.link().wire().write(header);
            agent.link().wire().write(new byte[100_000]);

            awaitEnd(agent);
        }
        assertThat(tunnel.server().residentKiB() - before).isLessThan(64 * 1024);
    }

    @Test
    void pingIsAnswered() throws Exception {
        try (RawAgent agent = ready()) {
            agent.link().wire().send(WebSocketWire.PING, "are you there".getBytes(UTF_8));

            WebSocketWire.Frame frame = agent.link().wire().read();
            while (frame.opcode() != WebSocketWire.PONG) {
                frame = agent.link().wire().read();
            }
            assertThat(frame.text()).isEqualTo("are you there");
        }
    }

    @Test
    void agentThatNeverIntroducesItselfIsClosedAndNeverRoutable() throws Exception {
        try (RawAgent agent = RawAgent.dial(tunnel.port(), tunnel.domain(), "")) {
            CompletableFuture<RawResponse> visit = visit(agent, "/");

            awaitEnd(agent);

            assertThat(visit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isIn(404, 503);
        }
    }

    @Test
    void noiseInsteadOfHttp2EndsTheLink() throws Exception {
        try (RawAgent agent = RawAgent.dial(tunnel.port(), tunnel.domain(), "")) {
            agent.frames().sendRaw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));

            awaitEnd(agent);
        }
    }

    /// Sends the same frames until the link is ended.
    private static void floodUntilEnded(RawAgent agent, byte[] frames) throws Exception {
        long before = tunnel.server().residentKiB();
        var ended = Async.run(agent.link()::awaitClose);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!ended.isDone() && System.nanoTime() < deadline) {
                agent.frames().sendRaw(frames);
            }
        } catch (IOException e) {
            // Ended while sending.
        }
        ended.get(5, TimeUnit.SECONDS);
        assertThat(tunnel.server().residentKiB() - before).isLessThan(64 * 1024);
    }

    private static byte[] repeat(byte[] frame, int times) {
        var all = ByteBuffer.allocate(frame.length * times);
        for (int i = 0; i < times; i++) {
            all.put(frame);
        }
        return all.array();
    }

    @Test
    void pingFloodEndsTheLink() throws Exception {
        try (RawAgent agent = ready()) {
            byte[] ping = Http2Wire.frame(Http2Wire.PING, 0, 0, new byte[8]);
            floodUntilEnded(agent, repeat(ping, 50));
        }
    }

    @Test
    void settingsFloodEndsTheLink() throws Exception {
        try (RawAgent agent = ready()) {
            byte[] settings = Http2Wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[0]);
            floodUntilEnded(agent, repeat(settings, 50));
        }
    }

    @Test
    void webSocketPingFloodEndsTheLinkOrStaysBounded() throws Exception {
        long before = tunnel.server().residentKiB();
        try (RawAgent agent = ready()) {
            byte[] ping = WebSocketWire.frame(0x80 | WebSocketWire.PING, true, new byte[100]);
            byte[] many = repeat(ping, 100);
            var ended = Async.run(agent.link()::awaitClose);
            try {
                for (int i = 0; i < 1_000 && !ended.isDone(); i++) {
                    agent.link().wire().write(many);
                }
            } catch (IOException e) {
                // Ended, which is fine.
            }
        }
        assertThat(tunnel.server().residentKiB() - before).isLessThan(64 * 1024);
    }

    @Test
    void pushIsAProtocolError() throws Exception {
        try (RawAgent agent = ready()) {
            CompletableFuture<RawResponse> visit = visit(agent, "/");
            int stream = agent.awaitRequest().streamId();
            byte[] promise = new byte[] {0, 0, 0, 2};
            agent.frames().send(Http2Wire.PUSH_PROMISE, Http2Wire.END_HEADERS, stream, promise);

            awaitEnd(agent);

            assertThat(visit.get(15, TimeUnit.SECONDS).status()).isEqualTo(502);
        }
    }

    @Test
    void answerOnAStreamThatNobodyOpenedEndsTheLink() throws Exception {
        try (RawAgent agent = ready()) {
            agent.frames().sendHeaders(1_001, true, ":status", "200");

            awaitEnd(agent);
        }
    }

    @Test
    void oversizedResponseHeadIsNotPassedOn() throws Exception {
        try (RawAgent agent = ready()) {
            CompletableFuture<RawResponse> visit = visit(agent, "/");
            int stream = agent.awaitRequest().streamId();
            byte[] block = Http2Wire.headerBlock(":status", "200", "x-big", "x".repeat(200_000));
            int at = 0;
            int type = Http2Wire.HEADERS;
            while (at < block.length) {
                int end = Math.min(block.length, at + 16_000);
                int flags = end == block.length ? Http2Wire.END_HEADERS : 0;
                agent.frames()
                        .send(type, flags, stream, java.util.Arrays.copyOfRange(block, at, end));
                type = Http2Wire.CONTINUATION;
                at = end;
            }

            RawResponse response = visit.get(15, TimeUnit.SECONDS);
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.header("x-big")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "line break in a value, x-bad, 'a\r\nSet-Cookie: b=1'",
        "NUL in a value, x-bad, 'a\0b'",
        "upper-case name, X-Bad, a",
        "hop-by-hop field, connection, close",
        "coding, transfer-encoding, chunked",
        "second status, :status, 500",
        "name with a space, x bad, a"
    })
    void malformedResponseHeadIsNotPassedOn(String name, String field, String value)
            throws Exception {
        try (RawAgent agent = ready()) {
            CompletableFuture<RawResponse> visit = visit(agent, "/");
            int stream = agent.awaitRequest().streamId();
            agent.frames().sendHeaders(stream, true, ":status", "200", field, value);

            RawResponse response = visit.get(15, TimeUnit.SECONDS);

            assertThat(response.headers("set-cookie")).as(name).isEmpty();
            assertThat(response.headers("x-bad")).isEmpty();
            assertThat(response.status()).isIn(200, 502);
            if (response.status() == 200) {
                assertThat(response.header("connection").orElse("")).doesNotContain("close");
                assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            }
        }
    }

    @Test
    void agentCannotSetTerratunnelErrorBesideTheDocumentedCodes() throws Exception {
        try (RawAgent agent = ready()) {
            CompletableFuture<RawResponse> visit = visit(agent, "/");
            int stream = agent.awaitRequest().streamId();
            agent.frames()
                    .sendHeaders(
                            stream,
                            true,
                            ":status",
                            "404",
                            "terratunnel-error",
                            "tunnel-not-found");

            assertThat(visit.get(15, TimeUnit.SECONDS).headers("terratunnel-error")).isEmpty();
        }
    }

    @Test
    void interimResponsesWithoutEndAreBounded() throws Exception {
        try (RawAgent agent = ready()) {
            CompletableFuture<RawResponse> visit = visit(agent, "/");
            int stream = agent.awaitRequest().streamId();
            byte[] hint =
                    Http2Wire.frame(
                            Http2Wire.HEADERS,
                            Http2Wire.END_HEADERS,
                            stream,
                            Http2Wire.headerBlock(":status", "103", "link", "</x>"));
            byte[] many = repeat(hint, 50);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try {
                while (!visit.isDone() && System.nanoTime() < deadline) {
                    agent.frames().sendRaw(many);
                }
            } catch (IOException e) {
                // Ended while sending.
            }

            await().atMost(PATIENCE).until(visit::isDone);
        }
    }

    @Test
    void dataBeyondTheWindowEndsStreamOrLinkAndVisitorSeesItCut() throws Exception {
        long before = tunnel.server().residentKiB();
        try (RawAgent agent = ready();
                RawVisitor visitor = RawVisitor.connect(tunnel.port(), 4_096)) {
            visitor.get(agent.tunnelName() + "." + tunnel.domain(), "/");
            int stream = agent.awaitRequest().streamId();
            agent.frames().sendHeaders(stream, false, ":status", "200");
            byte[] data = new byte[16_000];
            try {
                for (int i = 0; i < 5_000; i++) {
                    agent.frames().sendData(stream, false, data);
                }
            } catch (IOException e) {
                // Ended while sending.
            }
            assertThat(tunnel.server().residentKiB() - before).isLessThan(32 * 1024);
            assertThat(visitor.readHead().status()).isEqualTo(200);
            assertThat(visitor.awaitEnd(PATIENCE)).isIn(Ending.COMPLETE, Ending.RESET);
        }
    }

    @Test
    void answersOfOneTenantNeverReachAnothersVisitor() throws Exception {
        try (RawAgent evil = ready();
                RawAgent other = ready()) {
            CompletableFuture<RawResponse> visit = visit(other, "/mine");
            int stream = other.awaitRequest().streamId();

            evil.frames().sendHeaders(stream, false, ":status", "200");
            evil.frames().sendData(stream, true, "stolen".getBytes(UTF_8));
            awaitEnd(evil);
            other.frames().sendHeaders(stream, false, ":status", "200");
            other.frames().sendData(stream, true, "right".getBytes(UTF_8));

            assertThat(visit.get(15, TimeUnit.SECONDS).text()).isEqualTo("right");
        }
    }

    @Test
    void upgradeWithoutAnythingWebSocketNeedsIsRefused() throws Exception {
        for (String lines :
                new String[] {
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: "
                            + WebSocketWire.KEY
                            + "\r\n",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n",
                    ""
                }) {
            try (RawVisitor visitor = tunnel.visitor()) {
                visitor.send("GET /ws HTTP/1.1\r\nHost: " + tunnel.domain() + "\r\n");
                visitor.send(AgentSocket.SUBPROTOCOL_V2 + lines + "\r\n");

                assertThat(visitor.read().status()).isBetween(400, 499);
            }
        }
    }

    @Test
    void unknownSubprotocolIs426() throws Exception {
        try (AgentSocket link =
                AgentSocket.dial(
                        tunnel.port(),
                        tunnel.domain(),
                        "Sec-WebSocket-Protocol: terratunnel.v9\r\n")) {
            assertThat(link.answer().status()).isEqualTo(426);
            assertThat(link.answer().header("content-type").orElse(""))
                    .startsWith("application/problem+json");
        }
    }
}
