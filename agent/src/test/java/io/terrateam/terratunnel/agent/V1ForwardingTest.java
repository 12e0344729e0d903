package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import io.terrateam.terratunnel.testkit.v1.V1Answer;
import io.terrateam.terratunnel.testkit.v1.V1Ask;
import io.terrateam.terratunnel.testkit.v1.V1Exchange;
import io.terrateam.terratunnel.testkit.v1.V1Link;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes over a link of version 1, both ways.
@Timeout(60)
class V1ForwardingTest {

    private V1AgentUnderTest agent;
    private V1Link link;

    @BeforeEach
    void start() throws Exception {
        agent = new V1AgentUnderTest.Setup().maxResponseBytes(50 << 20).start();
        agent.events().await("ready");
        link = agent.server().awaitLink();
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(link.oddities()).isEmpty();
        agent.close();
    }

    private Conversation arrives() throws InterruptedException {
        return agent.origin().next();
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    }

    // ---- requests

    @Test
    void requestArrivesAsItWasMade() throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", "old-name.test");
        headers.put("x-one", "1");
        headers.put("X-One", "2");
        headers.put("connection", "keep-alive, x-hop");
        headers.put("transfer-encoding", "chunked");
        headers.put("te", "gzip");
        headers.put("upgrade", "h2c");
        headers.put("expect", "100-continue");
        headers.put("proxy-connection", "close");
        headers.put("content-length", "999");
        V1Exchange exchange =
                link.ask(V1Ask.of("POST", "/a%20b/%C3%A9?x=1&y=%26&x=2", headers).text("h\u00e9"));

        Conversation conversation = arrives();
        String head = conversation.readHead();
        assertThat(head.lines())
                .containsExactly(
                        "POST /a%20b/%C3%A9?x=1&y=%26&x=2 HTTP/1.1",
                        "host: old-name.test", "x-one: 1", "x-one: 2", "content-length: 3", "");
        assertThat(conversation.read(3).getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo("h\u00e9".getBytes(StandardCharsets.UTF_8));
        conversation.write(ok("yes"));
        assertThat(exchange.await().text()).isEqualTo("yes");
    }

    @Test
    void bytesArriveUntouched() throws Exception {
        byte[] body = new byte[200_000];
        new Random(7).nextBytes(body);
        V1Exchange exchange = link.ask(V1Ask.of("PUT", "/", Map.of()).bytes(body));
        Conversation conversation = arrives();
        assertThat(conversation.readHead()).contains("content-length: 200000\r\n");
        assertThat(conversation.read(body.length).getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(body);
        conversation.write(ok(""));
        assertThat(exchange.await().body()).isEmpty();
    }

    @Test
    void olderServersQueryIsUnderstood() throws Exception {
        link.ask(V1Ask.get("/q?a=1&b=").without("query_params_multi"));
        assertThat(arrives().readHead()).startsWith("GET /q?a=1&b= HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/50%, /50%25",
        "/a%2Fb, /a%252Fb",
        "/a?b, /a%3Fb",
        "/a#b, /a%23b",
        "//evil.test/x, //evil.test/x",
        "/\u00e9, /%C3%A9"
    })
    void decodedPathIsEncodedAgain(String path, String target) throws Exception {
        link.ask(V1Ask.get("/").with("path", path));
        assertThat(arrives().readHead()).startsWith("GET " + target + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@other.test/x", "http://other.test/", "x", ""})
    void pathThatCouldNameAnotherHostGoesNowhere(String path) throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/").with("path", path));
        V1Answer answer = exchange.await();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("\"code\":\"bad-request\"");
        assertThat(agent.origin().connections()).isZero();
    }

    @Test
    void wrongRequestsAreAnsweredAndNothingElseHappens() throws Exception {
        List<V1Ask> wrong =
                List.of(
                        V1Ask.get("/").with("headers", Map.of("x", "a\r\ny: b")),
                        V1Ask.get("/").with("headers", Map.of("x y", "1")),
                        V1Ask.get("/").with("headers", List.of("x")),
                        V1Ask.get("/").with("method", 7),
                        V1Ask.get("/").with("method", "GET / HTTP/1.1\r\nx:"),
                        V1Ask.get("/").with("body", "***").with("is_binary", true),
                        V1Ask.get("/").with("query_params_multi", List.of(List.of("a"))));
        for (V1Ask ask : wrong) {
            assertThat(link.ask(ask).await().status()).as(ask.toString()).isEqualTo(400);
        }
        assertThat(agent.origin().connections()).isZero();
    }

    @Test
    void originThatIsAwayIsSaidSo() throws Exception {
        int port = agent.origin().port();
        agent.origin().close();
        awaitRefusing(port);
        V1Answer answer = link.ask(V1Ask.get("/")).await();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.headers("terratunnel-error")).containsExactly("local-refused");
    }

    /// A listener that another thread waits at may take one connection more when it is closed.
    private static void awaitRefusing(int port) throws InterruptedException {
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            } catch (IOException refused) {
                return;
            }
            Thread.sleep(10);
        }
    }

    // ---- answers

    @ParameterizedTest
    @CsvSource({
        "GET, 204 No Content",
        "GET, 304 Not Modified",
        "GET, '200 OK\r\nContent-Length: 0'",
        "HEAD, '200 OK\r\nContent-Length: 5000000000'",
        "HEAD, '200 OK\r\nTransfer-Encoding: chunked'"
    })
    void answerWithoutABodyIsOnePlainMessage(String method, String head) throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/").with("method", method));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 " + head + "\r\n\r\n");
        V1Answer answer = exchange.await();
        assertThat(answer.isStreamed()).isFalse();
        assertThat(answer.isBinary()).isFalse();
        assertThat(answer.body()).isEmpty();
        assertThat(answer.status()).isEqualTo(Integer.parseInt(head.substring(0, 3)));
    }

    @Test
    void chunkedBodyThatIsEmptyIsOnePlainMessage() throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        V1Answer answer = exchange.await();
        assertThat(answer.isStreamed()).isFalse();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void openBodyThatTurnsOutEmptyLaterIsAnnouncedAndEnds() throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(exchange.awaitFirst(Duration.ofSeconds(5))).isPresent();
        conversation.write("0\r\n\r\n");
        V1Answer answer = exchange.await();
        assertThat(answer.isStreamed()).isTrue();
        assertThat(answer.isComplete()).isTrue();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void repeatedFieldsGetNamesThatDifferInCase() throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nSet-Cookie: c=\u00e9\r\n"
                        + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\u001f\u008b\u00ff");
        V1Answer answer = exchange.await();
        assertThat(answer.headers("set-cookie")).containsExactly("a=1", "b=2", "c=\u00e9");
        assertThat(answer.headers("content-encoding")).containsExactly("gzip");
        assertThat(answer.body()).containsExactly(0x1f, 0x8b, 0xff);
        assertThat(answer.isBinary()).isTrue();
    }

    @Test
    void longBodyIsStreamedInFullChunks() throws Exception {
        byte[] body = new byte[12_000_000];
        new Random(3).nextBytes(body);
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 12000000\r\n\r\n").write(body);
        V1Answer answer = exchange.await();
        assertThat(answer.isStreamed()).isTrue();
        assertThat(Arrays.equals(answer.body(), body)).isTrue();
        assertThat(answer.chunkSizes()).hasSize(23).startsWith(512 << 10).contains(465_664);
    }

    @Test
    void eventsGoAtOnce() throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding:"
                        + " chunked\r\n\r\n");
        assertThat(exchange.awaitFirst(Duration.ofSeconds(5))).isPresent();
        for (int i = 0; i < 3; i++) {
            conversation.write("8\r\ndata: " + i + "\n\r\n");
            assertThat(exchange.awaitPart(i, Duration.ofSeconds(5)))
                    .hasValueSatisfying(part -> assertThat(part).hasSize(8));
        }
        conversation.write("0\r\nx-trailer: lost\r\n\r\n");
        assertThat(exchange.await().text()).isEqualTo("data: 0\ndata: 1\ndata: 2\n");
    }

    @Test
    void streamThatBreaksIsNotTakenForWhole() throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        exchange.awaitPart(0, Duration.ofSeconds(5));
        conversation.close();
        V1Answer answer = exchange.await();
        assertThat(answer.isComplete()).isFalse();
        assertThat(answer.error()).isEqualTo("the local application broke its answer off");
    }

    @Test
    void answerThatBreaksBeforeItIsSentBecomesA502() throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        conversation.close();
        V1Answer answer = exchange.await();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.headers("terratunnel-error")).containsExactly("local-protocol");
    }

    @Test
    void answerOverTheLimitIsRefusedOrCut() throws Exception {
        V1Exchange announced = link.ask(V1Ask.get("/announced"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n");
        assertThat(announced.await().status()).isEqualTo(413);

        V1Exchange open = link.ask(V1Ask.get("/open"));
        Conversation second = arrives();
        second.readHead();
        second.write("HTTP/1.1 200 OK\r\n\r\n");
        byte[] megabyte = new byte[1 << 20];
        try {
            for (int i = 0; i < 60; i++) {
                second.write(megabyte);
            }
        } catch (IOException cut) {
            // The agent has closed the connection.
        }
        assertThat(open.await().isComplete()).isFalse();
    }

    @Test
    void fiftyExchangesGoSideBySide() throws Exception {
        List<V1Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            exchanges.add(link.ask(V1Ask.get("/" + i)));
        }
        List<Conversation> conversations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            conversations.add(arrives());
        }
        for (Conversation conversation : conversations.reversed()) {
            String number = conversation.readHead().split("[ /]")[2];
            conversation.write(ok("number " + number));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(exchanges.get(i).await().text()).isEqualTo("number " + i);
        }
    }

    @Test
    void originIsNotReadFasterThanTheServerReads() throws Exception {
        V1Exchange exchange = link.ask(V1Ask.get("/"));
        Conversation conversation = arrives();
        conversation.readHead();
        conversation.write("HTTP/1.1 200 OK\r\n\r\n");
        exchange.awaitFirst(Duration.ofSeconds(5));
        link.setReading(false);
        link.keepalive();
        long[] written = {0};
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            byte[] part = new byte[64 << 10];
                            try {
                                for (int i = 0; i < 640; i++) {
                                    conversation.write(part);
                                    written[0] += part.length;
                                }
                                conversation.close();
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        long before = -1;
        while (before != written[0]) {
            before = written[0];
            Thread.sleep(500);
        }
        assertThat(before).isLessThan(24L << 20);

        link.setReading(true);
        writer.join();
        assertThat(exchange.await().body()).hasSize(40 << 20);
    }
}
