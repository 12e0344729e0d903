package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A local service that sends what it must not: the visitor gets an error, the next visitor a fresh
/// connection.
final class HostileOriginTest {

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 999 Hm\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX\u0001: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno-colon\r\n\r\n",
                "220 mail ready\r\n\r\n",
                "\0\0\0\r\n\r\n"
            })
    void headThatIsNotHttp_is502AndTheConnectionIsClosed(String answer) throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.get("/"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        origin.write(answer);

        assertThat(stream.status()).isEqualTo("502");
        assertThat(stream.head().get("terratunnel-error")).hasToString("local-protocol");
        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabx",
                "HTTP/1.1 204 No Content\r\n\r\nbody of nothing",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n\r\nHTTP"
            })
    void bytesBehindTheAnswer_neverReachTheNextVisitor(String answer) throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.get("/1"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write(answer);
        assertThat(stream.ending()).isEqualTo("end");
        assertThat(origin.isClosedByAgent()).isTrue();

        EdgeStream next = link.open(AgentUnderTest.get("/2"), true);
        Conversation fresh = agent.origin().next();
        fresh.readHead();
        fresh.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
        assertThat(next.text()).isEqualTo("good");
    }

    @Test
    void bytesOnAnIdleConnection_closeIt() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.get("/1"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(stream.ending()).isEqualTo("end");

        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");

        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void interimStorm_is502() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.get("/1"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        origin.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(33));

        assertThat(stream.status()).isEqualTo("502");
        assertThat(stream.interims()).hasSize(32);
        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void endlessHead_is502() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.get("/1"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        origin.write("HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) + "\r\n");

        assertThat(stream.status()).isEqualTo("502");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "-1\r\nab", "2\r\nabc\r\n", "80000000\r\n", "2\nab\n"})
    void badChunk_resetsTheStream(String chunk) throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.get("/1"), true);
        Conversation origin = agent.origin().next();
        origin.readHead();

        origin.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n" + chunk);

        assertThat(stream.status()).isEqualTo("200");
        assertThat(stream.ending()).isEqualTo("reset 2");
        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void answerBeforeTheRequestHasEnded_isNotFollowedByAnotherOnThatConnection() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.ask("POST", "/1"), false);
        stream.send("part", false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(stream.text()).isEqualTo("ok");
        EdgeStream next = link.open(AgentUnderTest.get("/2"), true);
        Conversation fresh = agent.origin().next();
        assertThat(fresh.readHead()).startsWith("GET /2 ");
        fresh.write("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(next.status()).isEqualTo("204");
    }
}
