package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whoever leaves or breaks in the middle: the other side hears of it, and nothing broken looks
/// complete.
final class BrokenExchangeTest {

    private AgentUnderTest agent;

    @AfterEach
    void stop() throws Exception {
        agent.close();
    }

    private EdgeLink start(AgentUnderTest.Setup setup) throws Exception {
        agent = setup.start();
        return agent.edge().nextLink();
    }

    private EdgeLink start() throws Exception {
        return start(new AgentUnderTest.Setup());
    }

    private static String error(EdgeStream stream) throws InterruptedException {
        return String.valueOf(stream.head().get("terratunnel-error"));
    }

    @Test
    void visitorLeavesWhileTheOriginWorks_originIsClosed() throws Exception {
        EdgeStream stream = start().open(AgentUnderTest.get("/slow"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        stream.reset(Http2Error.CANCEL.code());

        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void manyVisitorsLeave_linkStays() throws Exception {
        EdgeLink link = start();
        for (int i = 0; i < 400; i++) {
            link.open(AgentUnderTest.get("/slow"), true).reset(Http2Error.CANCEL.code());
        }

        EdgeStream stream = link.open(AgentUnderTest.get("/last"), true);
        Conversation origin = agent.origin().next();
        while (!readsHeadOf("/last", origin)) {
            origin = agent.origin().next();
        }
        origin.write("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(stream.status()).isEqualTo("204");
    }

    private static boolean readsHeadOf(String path, Conversation origin) {
        try {
            return origin.readHead().startsWith("GET " + path);
        } catch (java.io.IOException left) {
            return false;
        }
    }

    @Test
    void linkLost_originIsClosed() throws Exception {
        EdgeLink link = start();
        link.open(AgentUnderTest.get("/slow"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        link.channel().close();

        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void originDiesInItsBody_streamIsReset() throws Exception {
        EdgeStream stream = start().open(AgentUnderTest.get("/cut"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this").close();

        assertThat(stream.status()).isEqualTo("200");
        assertThat(stream.ending()).isEqualTo("reset 2");
    }

    @Test
    void originDiesInItsChunks_streamIsReset() throws Exception {
        EdgeStream stream = start().open(AgentUnderTest.get("/cut"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n").close();

        assertThat(stream.ending()).isEqualTo("reset 2");
    }

    /// Its body has no length and no chunks: only a clean close ends it.
    @Test
    void originResetsItsConnectionInItsBody_streamIsReset() throws Exception {
        EdgeStream stream = start().open(AgentUnderTest.get("/cut"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\n\r\nonly this");
        assertThat(stream.status()).isEqualTo("200");
        origin.socket().setSoLinger(true, 0);
        origin.close();

        assertThat(stream.ending()).isEqualTo("reset 2");
    }

    @Test
    void originClosesWithoutAnswer_postIsNotRepeated() throws Exception {
        EdgeStream stream = start().open(AgentUnderTest.ask("POST", "/once"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.close();

        assertThat(stream.status()).isEqualTo("502");
        assertThat(error(stream)).isEqualTo("local-protocol");
        assertThat(agent.origin().connections()).isEqualTo(1);
    }

    @Test
    void idleConnectionClosedUnderAGet_isTriedOnceMore() throws Exception {
        EdgeLink link = start();
        link.open(AgentUnderTest.get("/1"), true);
        Conversation first = agent.origin().next();
        first.readHead();
        first.write("HTTP/1.1 204 No Content\r\n\r\n");

        EdgeStream second = link.open(AgentUnderTest.get("/2"), true);
        first.readHead();
        first.close();

        Conversation fresh = agent.origin().next();
        assertThat(fresh.readHead()).startsWith("GET /2 ");
        fresh.close();
        assertThat(second.status()).isEqualTo("502");
        assertThat(agent.origin().connections()).isEqualTo(2);
    }

    @Test
    void nobodyListens_visitorGets502AndTheTerminalTheAddress() throws Exception {
        EdgeLink link = start(new AgentUnderTest.Setup().originUrl("http://localhost:1"));

        EdgeStream stream = link.open(AgentUnderTest.get("/"), true);

        assertThat(stream.status()).isEqualTo("502");
        assertThat(error(stream)).isEqualTo("local-refused");
        assertThat(stream.head().get("content-type")).hasToString("application/problem+json");
        assertThat(stream.text())
                .contains("\"code\":\"local-refused\"")
                .doesNotContain("localhost", "127.0.0.1");
        assertThat(agent.events().await("origin down"))
                .contains(
                        "127.0.0.1:1: connection refused",
                        "[0:0:0:0:0:0:0:1]:1: connection refused");
    }

    @Test
    void unknownHostName_is502LocalDns() throws Exception {
        EdgeLink link = start(new AgentUnderTest.Setup().originUrl("http://no-such-host.invalid"));

        EdgeStream stream = link.open(AgentUnderTest.get("/"), true);

        assertThat(error(stream)).isEqualTo("local-dns");
    }

    @Test
    void plainOriginCalledWithTls_is502LocalTls() throws Exception {
        EdgeLink link = start(new AgentUnderTest.Setup().originUrl("https://127.0.0.1:PORT"));

        EdgeStream stream = link.open(AgentUnderTest.get("/"), true);
        agent.origin().next().write("HTTP/1.1 400 Bad Request\r\n\r\n").close();

        assertThat(error(stream)).isEqualTo("local-tls");
    }

    @Test
    void silentOrigin_is504() throws Exception {
        EdgeLink link = start(new AgentUnderTest.Setup().originTimeout(Duration.ofMillis(200)));

        EdgeStream stream = link.open(AgentUnderTest.get("/"), true);

        assertThat(stream.status()).isEqualTo("504");
        assertThat(error(stream)).isEqualTo("local-timeout");
        Conversation origin = agent.origin().next();
        origin.readHead();
        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void answerOfKnownExcess_is413() throws Exception {
        EdgeLink link = start(new AgentUnderTest.Setup().maxResponseBytes(10));

        EdgeStream stream = link.open(AgentUnderTest.get("/"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world");

        assertThat(stream.status()).isEqualTo("413");
        assertThat(error(stream)).isEqualTo("too-large");
    }

    @Test
    void answerThatGrowsTooLarge_isReset() throws Exception {
        EdgeLink link = start(new AgentUnderTest.Setup().maxResponseBytes(10));

        EdgeStream stream = link.open(AgentUnderTest.get("/"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\n\r\nhello world");

        assertThat(stream.ending()).isEqualTo("reset 2");
    }

    @Test
    void targetsThatCouldNameAnotherHost_are400() throws Exception {
        EdgeLink link = start();
        for (String target : new String[] {"http://other/", "@other/x", "other:80", "//", "?x"}) {
            Http2Headers head = AgentUnderTest.get(target);
            EdgeStream stream = link.open(head, true);
            if (target.equals("//")) {
                assertThat(agent.origin().next().readHead()).startsWith("GET // HTTP/1.1\r\n");
            } else {
                assertThat(stream.status()).as(target).isEqualTo("400");
            }
        }
    }
}
