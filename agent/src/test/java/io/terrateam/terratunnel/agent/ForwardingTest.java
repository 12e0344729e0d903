package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What passes, both ways, untouched.
final class ForwardingTest {

    private AgentUnderTest agent;
    private EdgeLink link;

    @BeforeEach
    void start() throws Exception {
        agent = AgentUnderTest.linked();
        link = agent.edge().nextLink();
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
    }

    @Test
    void headOfGetReachesTheOriginInOrderAndTheAnswerComesBack() throws Exception {
        Http2Headers head = AgentUnderTest.get("/a%2Fb//../;x?q=&%00");
        head.add("x-one", "1").add("accept", "*/*").add("x-one", "2");
        head.add("cookie", "a=1").add("cookie", "b=2");

        EdgeStream stream = link.open(head, true);

        Conversation origin = agent.origin().next();
        assertThat(origin.readHead().lines())
                .containsExactly(
                        "GET /a%2Fb//../;x?q=&%00 HTTP/1.1",
                        "host: test.example.org",
                        "x-one: 1",
                        "accept: */*",
                        "x-one: 2",
                        "cookie: a=1; b=2",
                        "");
        origin.write(
                "HTTP/1.1 200 Fine\r\nSet-Cookie: a\r\nX-B: 1\r\nSet-Cookie: b\r\nConnection: X-Gone\r\n"
                        + "X-Gone: 1\r\nTerratunnel-Error: forged\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(stream.text()).isEqualTo("hello");
        assertThat(stream.status()).isEqualTo("200");
        assertThat(stream.head().getAll("set-cookie")).hasToString("[a, b]");
        assertThat(stream.head().names())
                .doesNotContain("terratunnel-error", "x-gone", "connection");
    }

    @Test
    void connectionIsKeptAndUsedAgain() throws Exception {
        EdgeStream first = link.open(AgentUnderTest.get("/1"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(first.ending()).isEqualTo("end");

        EdgeStream second = link.open(AgentUnderTest.get("/2"), true);
        assertThat(origin.readHead()).startsWith("GET /2 HTTP/1.1");
        origin.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n");

        assertThat(second.text()).isEqualTo("abc");
        assertThat(second.trailers().get("x-t")).hasToString("1");
        assertThat(agent.origin().connections()).isEqualTo(1);
    }

    @Test
    void bodyOfKnownLengthIsSentWithThatLength() throws Exception {
        Http2Headers head = AgentUnderTest.ask("POST", "/in").add("content-length", "6");

        EdgeStream stream = link.open(head, false);
        stream.send("abc", false);
        stream.send("def", true);

        Conversation origin = agent.origin().next();
        assertThat(origin.readHead()).contains("content-length: 6").doesNotContain("chunked");
        assertThat(origin.read(6)).isEqualTo("abcdef");
        origin.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        assertThat(stream.status()).isEqualTo("201");
    }

    @Test
    void openBodyIsChunkedAndItsTrailersFollow() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.ask("PUT", "/in"), false);
        stream.send("abc", false);
        stream.sendTrailers(new DefaultHttp2Headers().add("x-sum", "9"));

        Conversation origin = agent.origin().next();
        assertThat(origin.readHead()).contains("transfer-encoding: chunked");
        assertThat(origin.read(8)).isEqualTo("3\r\nabc\r\n");
        assertThat(origin.readHead()).isEqualTo("0\r\nx-sum: 9\r\n\r\n");
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(stream.ending()).isEqualTo("end");
    }

    @Test
    void interimAnswersPass() throws Exception {
        Http2Headers head =
                AgentUnderTest.ask("POST", "/in")
                        .add("expect", "100-continue")
                        .add("content-length", "2");
        EdgeStream stream = link.open(head, false);
        Conversation origin = agent.origin().next();
        assertThat(origin.readHead()).contains("expect: 100-continue");
        origin.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
        stream.send("ok", true);
        assertThat(origin.read(2)).isEqualTo("ok");
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThat(stream.ending()).isEqualTo("end");
        assertThat(stream.interims()).hasSize(2);
        assertThat(stream.interims().getFirst().get("link")).hasToString("</a>");
    }

    @Test
    void headKeepsItsLengthAndHasNoBody() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.ask("HEAD", "/big"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");

        assertThat(stream.text()).isEmpty();
        assertThat(stream.head().get("content-length")).hasToString("1000");
    }

    @Test
    void bodyUntilCloseEndsProperly() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.get("/old"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.0 200 OK\r\n\r\nall of it").close();

        assertThat(stream.text()).isEqualTo("all of it");
        assertThat(stream.ending()).isEqualTo("end");
    }

    @Test
    void earlyAnswerReachesTheVisitorAndStopsTheUpload() throws Exception {
        EdgeStream stream =
                link.open(
                        AgentUnderTest.ask("POST", "/in").add("content-length", "1000000"), false);
        stream.send("part", false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 413 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig")
                .close();

        assertThat(stream.status()).isEqualTo("413");
        assertThat(stream.text()).isEqualTo("big");
    }
}
