package io.terrateam.terratunnel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP/1.1 visitors of a running edge, over real sockets.
final class Http1VisitorTest {

    private static final String[] EXPECTING = {
        "POST /e HTTP/1.1",
        "Host: panda.example.test",
        "Expect: 100-continue",
        "Content-Length: 3",
        "",
        ""
    };

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

    @Test
    void aKeptAliveConnectionServesOneRequestAfterTheOther() throws Exception {
        agent.answersAll("pong");
        try (RawVisitor visitor = edge.visitor()) {
            for (int i = 0; i < 5; i++) {
                RawVisitor.Answer answer = visitor.asks("panda", "/" + i).reads();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("pong");
                assertThat(answer.field("via")).isEqualTo("1.1 terratunnel");
            }
        }
    }

    /// The origin answers without having read all of the upload, which the visitor has sent as a
    /// whole: what was still waiting for the link then must not stop the next request.
    @Test
    void anUploadThatNobodyReadToItsEndDoesNotHoldTheNextRequest() throws Exception {
        agent.takesData = false;
        int window = LinkLimits.DEFAULT.streamWindowBytes();
        int waiting = (128 << 10) + 1;
        try (RawVisitor visitor = edge.visitor();
                RawVisitor other = edge.visitor()) {
            visitor.sends(
                    raw(
                            "POST /up HTTP/1.1",
                            "Host: panda.example.test",
                            "Content-Length: " + (window + waiting),
                            "",
                            ""));
            // First what the agent's window takes, all of it: a part that had left in half would
            // count as waiting, and the edge would stop reading before the end of the upload.
            visitor.sends(new byte[window]);
            int id = agent.awaitsRequest("/up");
            while (agent.bytes.getOrDefault(id, 0L) < window) {
                agent.awaits("data " + id + " .*");
            }
            visitor.sends(new byte[waiting]);
            // By then the edge has come to read what was there before.
            for (int turn = 0; turn < 10; turn++) {
                other.asks("panda", "/turn");
                agent.sendsHead(agent.awaitsRequest("/turn"), Http2Peer.status(204), true);
                assertThat(other.reads().status()).isEqualTo(204);
            }
            agent.sendsHead(id, Http2Peer.status(200, "content-length", "2"), false);
            agent.sends(id, "ok", true);
            agent.resets(id, Http2Error.NO_ERROR);
            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.field("connection")).isEmpty();

            visitor.asks("panda", "/next");

            agent.awaitsRequest("/next");
        }
    }

    /// Its first byte could also begin HTTP/2's preface.
    @Test
    void aRequestMayComeByteByByte() throws Exception {
        agent.echoes();
        String post =
                "POST /p HTTP/1.1\r\nHost: panda.example.test\r\nContent-Length: 3\r\n\r\nabc";
        try (RawVisitor visitor = edge.visitor()) {
            for (int i = 0; i < post.length(); i++) {
                visitor.sends(post.substring(i, i + 1));
            }

            assertThat(visitor.reads().text()).isEqualTo("abc");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String body =
                "POST /b HTTP/1.1\r\nHost: panda.example.test\r\nContent-Length: 3\r\n\r\nabc";
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(RawVisitor.get("panda", "/a") + body + RawVisitor.get("panda", "/c"));
            for (String path : List.of("/a", "/b", "/c")) {
                int id = agent.awaitsRequest(path);
                agent.sendsHead(id, Http2Peer.status(200), false);
                agent.sends(id, path, true);

                assertThat(visitor.reads().text()).isEqualTo(path);
            }
        }
    }

    @Test
    void aFaultyPipelinedRequestDoesNotSpoilTheOnesBeforeIt() throws Exception {
        String folded = "GET /c HTTP/1.1\r\nHost: panda.example.test\r\nX: a\r\n b\r\n\r\n";
        agent.answersAll("pong");
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(RawVisitor.get("panda", "/a") + RawVisitor.get("panda", "/b") + folded);

            assertThat(visitor.reads().status()).isEqualTo(200);
            assertThat(visitor.reads().status()).isEqualTo(200);
            assertThat(visitor.reads().status()).isEqualTo(400);
        }
    }

    @Test
    void somethingElseThanHttpBehindRequestsDoesNotSpoilThemAndIsAnswered() throws Exception {
        agent.answersAll("pong");
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    RawVisitor.get("panda", "/a")
                            + RawVisitor.get("panda", "/b")
                            + "this is garbage\r\n\r\n");

            assertThat(visitor.reads().status()).isEqualTo(200);
            assertThat(visitor.reads().status()).isEqualTo(200);
            assertThat(visitor.reads().status()).isEqualTo(400);
            assertThat(visitor.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void somethingElseThanHttpFromTheStartIsCut() throws Exception {
        for (String bytes : List.of("this is garbage\r\n\r\n", "garbage\r\n\r\n")) {
            try (RawVisitor visitor = edge.visitor()) {
                assertThat(visitor.sends(bytes).isClosedByPeer()).as(bytes).isTrue();
            }
        }
    }

    /// With two loops and one tunnel, about half of the connections have to move.
    @Test
    void aConnectionThatMovesToAnotherLoopKeepsItsBytes() throws Exception {
        agent.echoes();
        byte[] body = new byte[100_000];
        new Random(5).nextBytes(body);
        List<RawVisitor> visitors = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawVisitor visitor = edge.visitor();
            visitors.add(visitor);
            visitor.sends(
                    "POST /"
                            + i
                            + " HTTP/1.1\r\nHost: panda.example.test\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n");
            visitor.sends(body);
            visitor.sends(RawVisitor.get("panda", "/next"));
        }
        for (RawVisitor visitor : visitors) {
            assertThat(visitor.reads().body()).isEqualTo(body);
            assertThat(visitor.reads().status()).isEqualTo(200);
            visitor.close();
        }
    }

    @Test
    void chunkedBodiesAndTrailersGoBothWays() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    raw(
                            "POST /t HTTP/1.1",
                            "Host: panda.example.test",
                            "TE: trailers",
                            "Transfer-Encoding: chunked",
                            "",
                            "3",
                            "abc",
                            "0",
                            "X-Sum: 6",
                            "",
                            ""));
            int id = agent.awaitsRequest("/t");
            agent.awaits("data " + id + " abc");
            agent.awaits("head " + id + " x-sum=6 end");
            agent.sendsHead(id, Http2Peer.status(200), false);
            agent.sends(id, "xyz", false);
            agent.sendsHead(id, new DefaultHttp2Headers().add("x-end", "1"), true);

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.text()).isEqualTo("xyz");
            assertThat(answer.trailers()).containsExactly("x-end: 1");
            assertThat(agent.heads.get(id).get("te")).hasToString("trailers");
        }
    }

    @Test
    void interimResponsesPass() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(raw(EXPECTING));
            int id = agent.awaitsRequest("/e");
            agent.sendsHead(id, Http2Peer.status(100), false);
            assertThat(visitor.reads().status()).isEqualTo(100);
            visitor.sends("abc");
            agent.awaits("data " + id + " abc end");
            agent.sendsHead(id, Http2Peer.status(103, "link", "</a>"), false);
            agent.sendsHead(id, Http2Peer.status(200), true);

            assertThat(visitor.reads().field("link")).isEqualTo("</a>");
            assertThat(visitor.reads().status()).isEqualTo(200);
        }
    }

    /// Most simple origins read the body and never say 100.
    @Test
    void aVisitorWhoWaitsForContinueIsToldAfterASecond() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(raw(EXPECTING));
            int id = agent.awaitsRequest("/e");
            assertThat(agent.heads.get(id).get("expect")).hasToString("100-continue");

            assertThat(visitor.reads().status()).isEqualTo(100);
            visitor.sends("abc");
            agent.awaits("data " + id + " abc end");
            agent.sendsHead(id, Http2Peer.status(100), false);
            agent.sendsHead(id, Http2Peer.status(200), true);
            assertThat(visitor.reads().status()).isEqualTo(200);
            agent.answersAll("pong");
            assertThat(visitor.asks("panda", "/next").reads().text()).isEqualTo("pong");
        }
    }

    /// Nobody can tell whether a body or another request follows.
    @ParameterizedTest
    @ValueSource(ints = {401, 417})
    void aRefusedExpectationEndsTheConnection(int status) throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(raw(EXPECTING));
            int id = agent.awaitsRequest("/e");
            agent.sendsHead(id, Http2Peer.status(status, "content-length", "2"), false);
            agent.sends(id, "no", true);

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEqualTo("no");
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(visitor.isClosedByPeer()).isTrue();
            agent.awaits("reset " + id + " CANCEL");
        }
    }

    @Test
    void maxForwardsOfOptionsIsCounted() throws Exception {
        String allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(options("0"));
            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.field("allow")).isEqualTo(allow);
            assertThat(answer.field("connection")).isEmpty();

            agent.answersAll("pong");
            visitor.sends(options("10"));
            assertThat(visitor.reads().text()).isEqualTo("pong");
            int id = agent.awaitsRequest("/o");
            assertThat(agent.heads.get(id).get("max-forwards")).hasToString("9");

            visitor.sends("TRACE / HTTP/1.1\r\nHost: panda.example.test\r\n\r\n");
            RawVisitor.Answer refused = visitor.reads();
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.field("allow")).isEqualTo(allow);
        }
    }

    private static String options(String maxForwards) {
        return raw(
                "OPTIONS /o HTTP/1.1",
                "Host: panda.example.test",
                "Max-Forwards: " + maxForwards,
                "",
                "");
    }

    @Test
    void aCutBodyNeverLooksComplete() throws Exception {
        try (RawVisitor known = edge.visitor();
                RawVisitor chunked = edge.visitor();
                RawVisitor http10 = edge.visitor()) {
            known.asks("panda", "/known");
            breaks("/known", Http2Peer.status(200, "content-length", "10"));
            chunked.asks("panda", "/chunked");
            breaks("/chunked", Http2Peer.status(200));
            http10.sends("GET /http10 HTTP/1.0\r\nHost: panda.example.test\r\n\r\n");
            breaks("/http10", Http2Peer.status(200));

            assertThatThrownBy(known::reads).isInstanceOf(EOFException.class);
            assertThatThrownBy(chunked::reads).isInstanceOf(EOFException.class);
            assertThatThrownBy(http10::reads).isInstanceOf(SocketException.class);
        }
    }

    private void breaks(String path, Http2Headers head) throws InterruptedException {
        int id = agent.awaitsRequest(path);
        agent.sendsHead(id, head, false);
        agent.sends(id, "12345", false);
        agent.resets(id, Http2Error.INTERNAL_ERROR);
    }

    @Test
    void aVisitorWhoLeavesCancelsItsExchange() throws Exception {
        RawVisitor visitor = edge.visitor().asks("panda", "/slow");
        int id = agent.awaitsRequest("/slow");

        visitor.resets();

        agent.awaits("reset " + id + " CANCEL");
    }

    @Test
    void theLinksEndIsToldToWhoeverWaits() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.asks("panda", "/lost");
            agent.awaitsRequest("/lost");
            agent.close();

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("terratunnel-error")).isEqualTo("link-lost");
            assertThat(answer.field("terratunnel-outcome")).isEqualTo("unknown");
        }
        edge.awaitAudit("disconnected panda");
    }

    @Test
    void aVisitorWhoPipelinesAndDoesNotReadIsNotServedForEver() throws Exception {
        agent.answersAll(new byte[200_000]);
        int requests = 300;
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(RawVisitor.get("panda", "/big").repeat(requests));
            int served = 0;
            while (nextRequestComes()) {
                served++;
            }
            assertThat(served).as("answers that wait for a visitor who reads none").isLessThan(60);

            for (int i = 0; i < requests; i++) {
                assertThat(visitor.reads().body()).hasSize(200_000);
            }
        }
    }

    private boolean nextRequestComes() throws InterruptedException {
        String line = agent.heard.poll(1, TimeUnit.SECONDS);
        while (line != null && !line.startsWith("head")) {
            line = agent.heard.poll(1, TimeUnit.SECONDS);
        }
        return line != null;
    }

    // WebSockets.

    private static final String UPGRADE =
            raw(
                    "GET /chat HTTP/1.1",
                    "Host: panda.example.test",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "");

    @Test
    void aWebSocketCarriesRawBytesAndLosesNoneBehindItsHandshake() throws Exception {
        for (int i = 0; i < 4; i++) {
            try (RawVisitor visitor = edge.visitor()) {
                visitor.sends(UPGRADE + "early");
                int id = agent.awaitsRequest("/chat");
                assertThat(agent.heads.get(id).get(":protocol")).hasToString("websocket");
                agent.sendsHead(id, Http2Peer.status(200), false);
                agent.sends(id, "too", false);

                RawVisitor.Answer answer = visitor.reads();
                assertThat(answer.status()).isEqualTo(101);
                assertThat(answer.field("sec-websocket-accept"))
                        .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
                assertThat(visitor.exactly(3)).isEqualTo("too".getBytes(StandardCharsets.US_ASCII));
                agent.awaits("data " + id + " early");
                visitor.endsItsHalf();
                agent.awaits("data " + id + "  end");
                agent.sends(id, "bye", true);
                assertThat(visitor.readsToTheEnd()).isEqualTo("bye");
            }
        }
    }

    @Test
    void theOriginMayEndItsHalfOfAWebSocketFirst() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(UPGRADE);
            int id = agent.awaitsRequest("/chat");
            agent.sendsHead(id, Http2Peer.status(200), false);
            agent.sends(id, "bye", true);
            assertThat(visitor.reads().status()).isEqualTo(101);
            assertThat(visitor.readsToTheEnd()).isEqualTo("bye");

            visitor.sends("last words");
            agent.awaits("data " + id + " last words");
            visitor.endsItsHalf();
            agent.awaits("data " + id + "  end");
        }
    }

    @Test
    void aRefusedUpgradeIsPassedOn() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(UPGRADE);
            int id = agent.awaitsRequest("/chat");
            agent.sendsHead(id, Http2Peer.status(403, "content-length", "2"), false);
            agent.sends(id, "no", true);

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo("no");
        }
    }

    // Who leads nowhere.

    @Test
    void unservedHostsAreToldApart() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            assertThat(visitor.asks("owned-name", "/").reads().status()).isEqualTo(503);
            assertThat(visitor.asks("nobody", "/").reads().status()).isEqualTo(404);
            assertThat(visitor.asks("a.b", "/").reads().status()).isEqualTo(404);
            assertThat(visitor.sends("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n").reads().status())
                    .isEqualTo(421);
            assertThat(
                            visitor.sends("GET / HTTP/1.1\r\nHost: EXAMPLE.test.:99\r\n\r\n")
                                    .reads()
                                    .status())
                    .isEqualTo(200);
            RawVisitor.Answer health =
                    visitor.sends("GET /_health HTTP/1.1\r\nHost: example.test\r\n\r\n").reads();
            assertThat(health.text())
                    .isEqualTo("{\"status\":\"healthy\",\"active_connections\":1}");
        }
    }

    @Test
    void aRequestThatCameBackIsALoop() throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    "GET / HTTP/1.1\r\nHost: panda.example.test\r\nVia: 1.1 x, 1.1 Terratunnel\r\n\r\n");

            assertThat(visitor.reads().status()).isEqualTo(508);
        }
    }

    @Test
    void anErrorToHeadHasNoBody() throws IOException, Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends("HEAD / HTTP/1.1\r\nHost: nobody.example.test\r\n\r\n");
            assertThat(visitor.reads(true).status()).isEqualTo(404);

            assertThat(visitor.asks("nobody", "/").reads().status()).isEqualTo(404);
        }
    }

    private static String raw(String... lines) {
        return String.join("\r\n", lines);
    }
}
