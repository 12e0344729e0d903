package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import io.terrateam.terratunnel.agent.transport.WebSocketKey;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Extended CONNECT on the link, an HTTP/1.1 upgrade at the origin, raw bytes behind both.
final class WebSocketTest {

    private static final Pattern KEY = Pattern.compile("sec-websocket-key: (\\S+)");

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

    private static Http2Headers connect() {
        return new DefaultHttp2Headers()
                .method("CONNECT")
                .scheme("https")
                .authority("test.example.org")
                .path("/ws?a=1")
                .add(":protocol", "websocket")
                .add("sec-websocket-version", "13")
                .add("sec-websocket-protocol", "chat, talk")
                .add("sec-websocket-extensions", "permessage-deflate");
    }

    private static String switching(String head) {
        Matcher key = KEY.matcher(head);
        assertThat(key.find()).isTrue();
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + new WebSocketKey(key.group(1)).accept()
                + "\r\nSec-WebSocket-Protocol: chat\r\n\r\n";
    }

    /// Passed on, its 200 would tell the edge that the origin has switched.
    @Test
    void anOriginThatAnswersWithoutSwitchingHasNotSwitched() throws Exception {
        EdgeStream stream = link.open(connect(), false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");

        assertThat(stream.status()).isEqualTo("502");
        assertThat(String.valueOf(stream.head().get("terratunnel-error")))
                .isEqualTo("local-protocol");
    }

    @Test
    void bytesBehindBothHandshakesAreNotLost() throws Exception {
        EdgeStream stream = link.open(connect(), false);
        stream.send("early", false);
        Conversation origin = agent.origin().next();
        String head = origin.readHead();
        assertThat(head)
                .startsWith("GET /ws?a=1 HTTP/1.1\r\n")
                .contains(
                        "upgrade: websocket",
                        "connection: upgrade",
                        "sec-websocket-protocol: chat, talk")
                .doesNotContain(":protocol");

        origin.write(switching(head) + "behind");

        assertThat(stream.status()).isEqualTo("200");
        assertThat(stream.head().get("sec-websocket-protocol")).hasToString("chat");
        assertThat(stream.head().names()).doesNotContain("sec-websocket-accept", "upgrade");
        assertThat(origin.read(5)).isEqualTo("early");
        origin.write("more");
        stream.send("late", false);
        assertThat(origin.read(4)).isEqualTo("late");
        origin.close();
        assertThat(stream.text()).isEqualTo("behindmore");
        assertThat(stream.ending()).isEqualTo("end");
    }

    @Test
    void visitorsEndReachesTheOriginWhichMayStillTalk() throws Exception {
        EdgeStream stream = link.open(connect(), false);
        Conversation origin = agent.origin().next();
        origin.write(switching(origin.readHead()));
        assertThat(stream.status()).isEqualTo("200");

        stream.send("bye", true);

        assertThat(origin.read(3)).isEqualTo("bye");
        assertThat(origin.isClosedByAgent()).isTrue();
        origin.write("last words").close();
        assertThat(stream.text()).isEqualTo("last words");
    }

    @Test
    void originsEndReachesTheVisitorWhoMayStillTalk() throws Exception {
        EdgeStream stream = link.open(connect(), false);
        Conversation origin = agent.origin().next();
        origin.write(switching(origin.readHead()) + "x");
        origin.socket().shutdownOutput();
        assertThat(stream.text()).isEqualTo("x");

        stream.send("still here", true);

        assertThat(origin.read(10)).isEqualTo("still here");
        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void refusalPassesWithItsBody() throws Exception {
        EdgeStream stream = link.open(connect(), false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");

        assertThat(stream.status()).isEqualTo("403");
        assertThat(stream.text()).isEqualTo("no");
    }

    @Test
    void wrongAcceptIsNotASwitch() throws Exception {
        EdgeStream stream = link.open(connect(), false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        origin.write(
                String.join(
                        "\r\n",
                        "HTTP/1.1 101 Switching Protocols",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Accept: AAAA",
                        "",
                        ""));

        assertThat(stream.status()).isEqualTo("502");
        assertThat(stream.head().get("terratunnel-error")).hasToString("local-protocol");
        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void brokenOriginResetsTheStream() throws Exception {
        EdgeStream stream = link.open(connect(), false);
        Conversation origin = agent.origin().next();
        origin.write(switching(origin.readHead()));
        assertThat(stream.status()).isEqualTo("200");

        origin.socket().setSoLinger(true, 0);
        origin.close();

        assertThat(stream.ending()).isEqualTo("reset 2");
    }
}
