package io.terrateam.terratunnel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers of an agent that keeps to HTTP/2 and to nothing else, and what visitors must not see of
/// them.
final class HostileAgentTest {

    private final EdgeUnderTest edge = new EdgeUnderTest();
    private ScriptedAgent agent;

    @BeforeEach
    void begin() throws Exception {
        agent = edge.agent("panda");
    }

    @AfterEach
    void end() {
        agent.close();
        edge.close();
    }

    private int asked(RawVisitor visitor) throws Exception {
        visitor.asks("panda", "/x");
        return agent.awaitsRequest("/x");
    }

    // Lengths. A proxy in front may carry several tunnels' visitors on one connection.

    @Test
    void aLengthWithoutABodyNeverReachesAVisitor() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            int id = asked(visitor);
            agent.sendsHead(id, Http2Peer.status(200, "content-length", "100"), true);

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("terratunnel-error")).isEqualTo("local-protocol");
        }
    }

    @Test
    void aLengthWithAnEmptyBodyIsCut() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            int id = asked(visitor);
            agent.sendsHead(id, Http2Peer.status(200, "content-length", "100"), false);
            agent.sends(id, 0, true);

            assertThatThrownBy(visitor::reads).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aLengthWithTrailersInsteadOfABodyIsCut() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            int id = asked(visitor);
            agent.sendsHead(id, Http2Peer.status(200, "content-length", "100"), false);
            agent.sendsHead(id, new DefaultHttp2Headers().add("x-end", "1"), true);

            assertThatThrownBy(visitor::reads).isInstanceOf(IOException.class);
        }
    }

    /// Browsers repeat a request, a POST too, whose connection closes without a byte of an answer.
    @Test
    void aHeadThatIsResetAtOnceStillReachesItsVisitor() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            int id = asked(visitor);
            Http2Headers head = Http2Peer.status(200, "content-length", "100");
            long reset = Http2Error.INTERNAL_ERROR.code();
            agent.run(ctx -> {
                agent.http2.encoder().writeHeaders(ctx, id, head, 0, false, ctx.newPromise());
                agent.http2.resetStream(ctx, id, reset, ctx.newPromise());
            });

            assertThat(visitor.readsToTheEnd()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void lengthsOfAnswersWithoutBodyPass() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            int id = asked(visitor);
            agent.sendsHead(id, Http2Peer.status(304, "content-length", "100"), true);
            RawVisitor.Answer notModified = visitor.reads();
            visitor.sends("HEAD /head HTTP/1.1\r\nHost: panda.example.test\r\n\r\n");
            int head = agent.awaitsRequest("/head");
            agent.sendsHead(head, Http2Peer.status(200, "content-length", "100"), true);

            assertThat(notModified.field("content-length")).isEqualTo("100");
            assertThat(visitor.reads(true).field("content-length")).isEqualTo("100");
            assertThat(visitor.asks("nobody", "/").reads().status()).isEqualTo(404);
        }
    }

    @Test
    void aBodyWhereNoneMayBeNeverReachesAnHttp2Visitor() throws Exception {
        try (Http2TestVisitor visitor = edge.http2Visitor()) {
            int asked = visitor.asks("panda", "/x");
            int id = agent.awaitsRequest("/x");
            agent.sendsHead(id, Http2Peer.status(204, "content-length", "4"), false);
            agent.sends(id, "body", true);

            visitor.awaits("(data " + asked + "  end|reset " + asked + " \\S+)");
            assertThat(visitor.bytes.getOrDefault(asked, 0L)).isZero();
            assertThat(visitor.heads.get(asked).contains("content-length")).isFalse();
        }
    }

    // Interim responses and trailers.

    @Test
    void interimResponsesCarryNothingThatFinalOnesMayNot() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            int id = asked(visitor);
            Http2Headers early =
                    Http2Peer.status(
                            103,
                            "content-length",
                            "5",
                            "set-cookie",
                            "a=1; Domain=example.test",
                            "terratunnel-error",
                            "internal",
                            "alt-svc",
                            "h2=\":1\"",
                            "strict-transport-security",
                            "max-age=1",
                            "link",
                            "</a>");
            agent.sendsHead(id, early, false);
            agent.sendsHead(id, Http2Peer.status(204), true);

            assertThat(visitor.reads().fields())
                    .containsExactlyInAnyOrder("set-cookie: a=1", "link: </a>");
            assertThat(visitor.reads().status()).isEqualTo(204);
        }
    }

    @Test
    void trailersCarryNothingThatHeadsMayNot() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            int id = asked(visitor);
            agent.sendsHead(id, Http2Peer.status(200), false);
            agent.sends(id, "ok", false);
            agent.sendsHead(
                    id,
                    new DefaultHttp2Headers()
                            .add("content-length", "5")
                            .add("terratunnel-error", "internal")
                            .add("set-cookie", "a=1; Domain=example.test")
                            .add("x-end", "1"),
                    true);

            assertThat(visitor.reads().trailers())
                    .containsExactlyInAnyOrder("set-cookie: a=1", "x-end: 1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x a",
                "x:y",
                "x\r\nx-injected",
                "x\nx-injected",
                "x\u0000",
                "x\u00e4",
                "",
                "(x)"
            })
    void namesThatAreNoneNeverReachAVisitor(String name) throws Exception {
        for (String where : new String[] {"interim", "head", "trailers"}) {
            try (RawVisitor visitor = edge.visitor()) {
                int id = asked(visitor);
                if (!where.equals("head")) {
                    agent.sendsHead(
                            id, Http2Peer.status(where.equals("interim") ? 103 : 200), false);
                }
                Http2Headers bad =
                        where.equals("trailers")
                                ? new DefaultHttp2Headers(false)
                                : Http2Peer.status(where.equals("interim") ? 103 : 200);
                agent.sendsHead(id, bad.add(name, "1"), !where.equals("interim"));

                assertThat(visitor.readsAnything())
                        .as(where)
                        .doesNotContain("injected", "x a", "x:y");
                assertThat(agent.channel.isActive()).isTrue();
            }
        }
    }

    // WebSockets.

    @Test
    void aRefusedUpgradeEndsItsExchange() throws Exception {
        try (Http2TestVisitor visitor = edge.http2Visitor()) {
            Http2Headers head = Http2TestVisitor.head("CONNECT", "panda", "/chat");
            int asked = visitor.opens(head.set(":protocol", "websocket"), false);
            int id = agent.awaitsRequest("/chat");
            agent.sendsHead(id, Http2Peer.status(403, "content-length", "2"), false);
            agent.sends(id, "no", true);

            agent.awaits("reset " + id + " CANCEL");
            visitor.awaits("head " + asked + " 403");
            visitor.awaits("data " + asked + " no end");
            visitor.awaits("reset " + asked + " NO_ERROR");
            assertThat(visitor.heads.get(asked).get("content-length")).hasToString("2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, X-Other: 1",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key: c2hvcnQ=",
    })
    void anUpgradeWithoutAKeyIsRefused(String part, String instead) throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(upgrade("HTTP/1.1").replace(part, instead));

            assertThat(visitor.reads().status()).isEqualTo(400);
        }
    }

    @Test
    void anUpgradeInHttp10IsAnOrdinaryRequest() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(upgrade("HTTP/1.0"));

            agent.awaits("head \\d+ GET /chat end");
        }
    }

    private static String upgrade(String version) {
        return "GET /chat "
                + version
                + "\r\nHost: panda.example.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    // Resets and compression.

    /// Whoever answers an upload before it has read it says so with a reset; a visitor who makes
    /// many of them must not end the tunnel.
    @Test
    void resetsBehindCompleteAnswersAreNotCounted() throws Exception {
        agent.answersUploadsAtOnce();
        for (int i = 0; i < 2_100; i++) {
            try (RawVisitor visitor = edge.visitor()) {
                visitor.sends(
                        "POST /early HTTP/1.1\r\nHost: panda.example.test\r\nContent-Length: 9\r\n\r\n");
                assertThat(visitor.reads().status()).isEqualTo(204);
            }
        }
        assertThat(agent.channel.isActive()).isTrue();
    }

    @Test
    void aVisitorsBigHeaderTableIsNotFilled() throws Exception {
        agent.answersAll("pong");
        try (Http2TestVisitor visitor = edge.http2Visitor()) {
            visitor.run(ctx ->
                    visitor.http2
                            .encoder()
                            .writeSettings(
                                    ctx,
                                    new Http2Settings().headerTableSize(1 << 20),
                                    ctx.newPromise()));
            int id = visitor.asks("panda", "/a");
            visitor.awaits("data " + id + " pong end");

            assertThat(visitor.headerTableBytes()).isLessThanOrEqualTo(4_096);
        }
    }

    @Test
    void anEarlyAnswerOfAnyLengthIsWhole() throws Exception {
        try (Http2TestVisitor visitor = edge.http2Visitor()) {
            int asked = visitor.opens(Http2TestVisitor.head("POST", "panda", "/early"), false);
            int id = agent.awaitsRequest("/early");
            agent.sendsHead(id, Http2Peer.status(200), false);
            agent.sends(id, 200_000, true);

            visitor.awaits("reset " + asked + " NO_ERROR");
            assertThat(visitor.bytes).containsEntry(asked, 200_000L);
        }
    }

    @Test
    void forgedForwardingFieldsInTrailersAreDropped() throws Exception {
        try (RawVisitor visitor = edge.visitor();
                Http2TestVisitor modern = edge.http2Visitor()) {
            visitor.sends("POST /t HTTP/1.1\r\nHost: panda.example.test\r\n");
            visitor.sends("Transfer-Encoding: chunked\r\n\r\n0\r\n");
            visitor.sends("X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n");
            visitor.sends("X-Real-IP: 6.6.6.6\r\nX-Sum: 6\r\n\r\n");
            int first = agent.awaitsRequest("/t");
            agent.awaits("head " + first + " x-sum=6 end");

            int asked = modern.opens(Http2TestVisitor.head("POST", "panda", "/u"), false);
            modern.sendsHead(
                    asked,
                    new DefaultHttp2Headers(false)
                            .add("x-forwarded-for", "6.6.6.6")
                            .add("x-sum", "7"),
                    true);
            int second = agent.awaitsRequest("/u");
            agent.awaits("head " + second + " x-sum=7 end");
            agent.resets(second, Http2Error.CANCEL);
        }
    }
}
