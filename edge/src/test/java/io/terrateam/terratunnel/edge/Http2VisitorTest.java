package io.terrateam.terratunnel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Visitors with HTTP/2 of a running edge, over real sockets; about half of the connections are on
/// another loop than their tunnel.
final class Http2VisitorTest {

    private static final int CONNECTIONS = 6;

    private final EdgeUnderTest edge = new EdgeUnderTest();
    private final List<Http2TestVisitor> visitors = new ArrayList<>();
    private ScriptedAgent agent;

    @BeforeEach
    void begin() throws Exception {
        agent = edge.agent("panda");
        for (int i = 0; i < CONNECTIONS; i++) {
            visitors.add(edge.http2Visitor());
        }
    }

    @AfterEach
    void end() {
        visitors.forEach(Http2TestVisitor::close);
        agent.close();
        edge.close();
    }

    @Test
    void requestsAreAnsweredOnEveryLoop() throws Exception {
        agent.answersAll("pong");
        for (Http2TestVisitor visitor : visitors) {
            int id = visitor.asks("panda", "/a?b=%2F");

            visitor.awaits("head " + id + " 200");
            visitor.awaits("data " + id + " pong end");
            assertThat(visitor.heads.get(id).get("via")).hasToString("1.1 terratunnel");
        }
        agent.awaitsRequest("/a\\?b=%2F");
    }

    @Test
    void bigBodiesGoBothWaysOnEveryLoop() throws Exception {
        agent.echoes();
        for (Http2TestVisitor visitor : visitors) {
            int id = visitor.opens(Http2TestVisitor.head("POST", "panda", "/up"), false);
            visitor.sends(id, 1 << 20, true);
            agent.awaits("data \\d+ .*end");

            visitor.awaits("data " + id + " .*end");
            assertThat(visitor.bytes.get(id)).isEqualTo(1 << 20);
        }
    }

    @Test
    void trailersAndInterimResponsesGoBothWays() throws Exception {
        for (Http2TestVisitor visitor : visitors) {
            int id = visitor.opens(Http2TestVisitor.head("POST", "panda", "/t"), false);
            visitor.sends(id, "abc", false);
            visitor.sendsHead(id, new DefaultHttp2Headers().add("x-sum", "6"), true);
            int stream = agent.awaitsRequest("/t");
            agent.awaits("head " + stream + " x-sum=6 end");
            agent.sendsHead(stream, Http2Peer.status(103, "link", "</a>"), false);
            agent.sendsHead(stream, Http2Peer.status(200), false);
            agent.sends(stream, "xyz", false);
            agent.sendsHead(stream, new DefaultHttp2Headers().add("x-end", "1"), true);

            visitor.awaits("head " + id + " 103");
            visitor.awaits("head " + id + " 200");
            visitor.awaits("data " + id + " xyz");
            visitor.awaits("head " + id + " x-end=1 end");
        }
    }

    @Test
    void maxForwardsOfOptionsIsCounted() throws Exception {
        agent.answersAll("pong");
        for (Http2TestVisitor visitor : visitors) {
            int last = visitor.opens(options("0"), true);
            visitor.awaits("head " + last + " 204.*");
            assertThat(visitor.heads.get(last).get("allow")).asString().contains("OPTIONS");

            int id = visitor.opens(options("1"), true);
            visitor.awaits("data " + id + " pong end");
            int stream = agent.awaitsRequest("/o");
            assertThat(agent.heads.get(stream).get("max-forwards")).hasToString("0");
        }
    }

    private static Http2Headers options(String maxForwards) {
        return Http2TestVisitor.head("OPTIONS", "panda", "/o").add("max-forwards", maxForwards);
    }

    @Test
    void aVisitorWhoResetsCancelsItsExchange() throws Exception {
        for (Http2TestVisitor visitor : visitors) {
            int id = visitor.asks("panda", "/slow");
            int stream = agent.awaitsRequest("/slow");

            visitor.resets(id, Http2Error.CANCEL);

            agent.awaits("reset " + stream + " CANCEL");
        }
    }

    @Test
    void aBrokenAnswerIsReset() throws Exception {
        for (Http2TestVisitor visitor : visitors) {
            int id = visitor.asks("panda", "/broken");
            int stream = agent.awaitsRequest("/broken");
            agent.sendsHead(stream, Http2Peer.status(200), false);
            agent.sends(stream, "12345", false);
            visitor.awaits("data " + id + " 12345");

            agent.resets(stream, Http2Error.INTERNAL_ERROR);

            visitor.awaits("reset " + id + " INTERNAL_ERROR");
        }
    }

    @Test
    void anEarlyAnswerAsksTheVisitorToStop() throws Exception {
        for (Http2TestVisitor visitor : visitors) {
            int id = visitor.opens(Http2TestVisitor.head("POST", "panda", "/early"), false);
            int stream = agent.awaitsRequest("/early");
            agent.sendsHead(stream, Http2Peer.status(401), true);

            visitor.awaits("head " + id + " 401 end");
            visitor.awaits("reset " + id + " NO_ERROR");
            agent.awaits("reset " + stream + " CANCEL");
        }
    }

    @Test
    void aWebSocketGoesOverExtendedConnect() throws Exception {
        for (Http2TestVisitor visitor : visitors) {
            Http2Headers head = Http2TestVisitor.head("CONNECT", "panda", "/chat");
            head.set(":protocol", "websocket").set("sec-websocket-version", "13");
            int id = visitor.opens(head, false);
            visitor.sends(id, "early", false);
            int stream = agent.awaitsRequest("/chat");
            agent.sendsHead(stream, Http2Peer.status(200), false);
            agent.sends(stream, "hello", false);

            agent.awaits("data " + stream + " early");
            visitor.awaits("head " + id + " 200");
            visitor.awaits("data " + id + " hello");
            visitor.sends(id, "bye", true);
            agent.awaits("data " + stream + " bye end");
            agent.sends(stream, "end", true);
            visitor.awaits("data " + id + " end end");
        }
    }

    @Test
    void ourOwnAnswersComeToo() throws Exception {
        Http2TestVisitor visitor = visitors.get(0);

        visitor.awaits("head " + visitor.asks("nobody", "/") + " 404");
        visitor.awaits("head " + visitor.asks("owned-name", "/") + " 503");
        Http2Headers elsewhere = Http2TestVisitor.head("GET", "panda", "/").authority("other.test");
        visitor.awaits("head " + visitor.opens(elsewhere, true) + " 421");
        Http2Headers own = Http2TestVisitor.head("GET", "panda", "/").authority("example.test");
        visitor.awaits("head " + visitor.opens(own, true) + " 200");
        Http2Headers loop = Http2TestVisitor.head("GET", "panda", "/").add("via", "2 terratunnel");
        visitor.awaits("head " + visitor.opens(loop, true) + " 508");
        visitor.awaits(
                "head "
                        + visitor.opens(Http2TestVisitor.head("HEAD", "nobody", "/"), true)
                        + " 404 end");
    }

    @Test
    void malformedHeadsAreStreamErrors() throws Exception {
        Http2TestVisitor visitor = visitors.get(0);
        Http2Headers connection =
                Http2TestVisitor.head("GET", "panda", "/").add("connection", "close");
        Http2Headers upper = Http2TestVisitor.head("GET", "panda", "/").add("X-Upper", "1");

        visitor.awaits("reset " + visitor.opens(connection, true) + " PROTOCOL_ERROR");
        visitor.awaits("reset " + visitor.opens(upper, true) + " PROTOCOL_ERROR");
    }

    @Test
    void aFloodOfSettingsEndsTheConnection() throws Exception {
        Http2TestVisitor visitor = visitors.get(0);
        for (int i = 0; i < 150; i++) {
            visitor.run(ctx ->
                    visitor.http2
                            .encoder()
                            .writeSettings(
                                    ctx,
                                    new Http2Settings().headerTableSize(4_096),
                                    ctx.newPromise()));
        }

        visitor.awaitsClose();
    }

    @Test
    void rapidResetsEndTheConnectionAndNotTheLink() throws Exception {
        Http2TestVisitor visitor = visitors.get(0);
        for (int i = 0; i < 250; i++) {
            int id = visitor.asks("panda", "/rapid");
            visitor.resets(id, Http2Error.CANCEL);
        }

        visitor.awaitsClose();
        visitors.get(1).asks("panda", "/calm");
        agent.awaitsRequest("/calm");
    }
}
