package io.terrateam.terratunnel.e2e.v1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.v1.V1Agent;
import io.terrateam.terratunnel.testkit.v1.V1Hello;
import io.terrateam.terratunnel.testkit.v1.V1Request;
import io.terrateam.terratunnel.testkit.v1.V1Stream;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What exchanges look like to visitors and to a client of version 1, of which every second thing
/// may go wrong.
class OldClientIT {
    private static final Map<String, String> TEXT = Map.of("content-type", "text/plain");
    private static final Map<String, String> BYTES =
            Map.of("content-type", "application/octet-stream");

    private static TunnelSystem tunnel;

    private V1Agent agent;
    private String host;

    @BeforeAll
    static void start() throws Exception {
        tunnel = TunnelSystem.setup().withoutClient().start();
    }

    @AfterAll
    static void stop() throws Exception {
        tunnel.close();
    }

    @BeforeEach
    void connect() throws IOException {
        agent = V1Agent.ready(tunnel.port(), V1Hello.anonymous(tunnel.domain()));
        host = agent.tunnelName() + "." + tunnel.domain();
    }

    @AfterEach
    void leave() throws IOException {
        agent.close();
    }

    private RawVisitor ask(String head) throws IOException {
        return tunnel.visitor().send(head.replace("\n", "\r\n").replace("HOST", host));
    }

    private RawVisitor get() throws IOException {
        return tunnel.visitor().get(host, "/");
    }

    // ---- requests

    @Test
    void requestKeepsWhatTheWireCanCarry() throws Exception {
        try (RawVisitor visitor =
                ask(
                        """
                        GET /a%2Fb/%3F%23/%E9//c?x=1&y&x=2+3&z=%C3%A9 HTTP/1.1
                        Host: HOST
                        X-D: 1
                        X-D: 2
                        Cookie: a=b
                        Accept-Encoding: gzip, br
                        Connection: keep-alive, X-Hop
                        X-Hop: gone
                        TE: trailers
                        Proxy-Authorization: none

                        """)) {
            V1Request request = agent.awaitRequest();
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/a%2Fb/%3F%23/%E9//c");
            assertThat(request.queryParamsMulti())
                    .containsExactly(
                            List.of("x", "1"),
                            List.of("y", ""),
                            List.of("x", "2 3"),
                            List.of("z", "é"));
            assertThat(request.queryParams())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("x", "2 3", "y", "", "z", "é"));
            assertThat(request.headers("x-d")).containsExactlyInAnyOrder("1", "2");
            assertThat(request.headers("host")).containsExactly(host);
            assertThat(request.headers("accept-encoding")).containsExactly("identity");
            assertThat(request.headers("x-forwarded-host")).containsExactly(host);
            assertThat(request.headers("cookie")).containsExactly("a=b");
            for (String gone : List.of("connection", "te", "x-hop", "proxy-authorization")) {
                assertThat(request.headers(gone)).as(gone).isEmpty();
            }
            assertThat(request.message())
                    .containsEntry("body", "")
                    .containsEntry("is_binary", false);
            agent.answer(request, 200, TEXT, "done");
            assertThat(visitor.read().text()).isEqualTo("done");
        }
    }

    @Test
    void bodies_areTextOrBase64_withTheirLength() throws Exception {
        assertBody("Content-Type: application/json", "{\"ä\":\"\\n\"}".getBytes(UTF_8), false);
        assertBody("Content-Type: text/plain", new byte[] {'a', (byte) 0xff}, true);
        assertBody("Content-Type: image/png", "abc".getBytes(UTF_8), true);
        assertBody("X-No: type", "abc".getBytes(UTF_8), true);
        assertBody("Content-Type: text/plain", PatternedBytes.of(1_000_000), true);
    }

    private void assertBody(String line, byte[] body, boolean binary) throws Exception {
        try (RawVisitor visitor =
                ask(
                        "POST /p HTTP/1.1\nHost: HOST\n"
                                + line
                                + "\nContent-Length: "
                                + body.length
                                + "\n\n")) {
            visitor.send(body);
            V1Request request = agent.awaitRequest();
            assertThat(request.body()).isEqualTo(body);
            assertThat(request.isBinary()).isEqualTo(binary);
            assertThat(request.headers("content-length"))
                    .containsExactly(String.valueOf(body.length));
            agent.answer(request, 204, Map.of(), "");
            assertThat(visitor.read().status()).isEqualTo(204);
        }
    }

    @Test
    void chunkedUpload_hasALengthAndNoTransferCoding() throws Exception {
        try (RawVisitor visitor =
                ask(
                        """
                        POST / HTTP/1.1
                        Host: HOST
                        Transfer-Encoding: chunked
                        Expect: 100-continue

                        """)) {
            assertThat(visitor.readHead().status()).isEqualTo(100);
            visitor.send("3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Trailer: lost\r\n\r\n");
            V1Request request = agent.awaitRequest();
            assertThat(request.body()).isEqualTo("abcdefg".getBytes(UTF_8));
            assertThat(request.headers("content-length")).containsExactly("7");
            assertThat(request.headers("transfer-encoding")).isEmpty();
            assertThat(request.headers("expect")).isEmpty();
            agent.answer(request, 200, TEXT, "ok");
            assertThat(visitor.read().status()).isEqualTo(200);
        }
    }

    @Test
    void longUpload_arrivesWhole_andKeepsNobodyElseOut() throws Exception {
        byte[] body = PatternedBytes.of(40_000_000);
        agent.serve((mine, request) -> mine.answer(request, 200, TEXT, sha256(request.body())));
        try (RawVisitor visitor = ask("PUT / HTTP/1.1\nHost: HOST\nContent-Length: 40000000\n\n")) {
            visitor.send(body);
            assertThat(visitor.read().text()).isEqualTo(sha256(body));
        }
        try (RawVisitor next = get()) {
            assertThat(next.read().status()).isEqualTo(200);
        }
    }

    @Test
    void fiftyExchangesAtOnce_getTheirOwnAnswers() throws Exception {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String target = "/" + i;
            answers.add(
                    Async.call(() -> {
                        try (RawVisitor visitor = tunnel.visitor()) {
                            return visitor.get(host, target).read().text();
                        }
                    }));
        }
        List<V1Request> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            requests.add(agent.awaitRequest());
        }
        List<V1Stream> streams = new ArrayList<>();
        for (V1Request request : requests.reversed()) {
            streams.add(agent.stream(request, 200, TEXT, 0));
        }
        for (int part = 0; part < 3; part++) {
            for (int i = 0; i < 50; i++) {
                streams.get(i).chunk(requests.get(49 - i).path().getBytes(UTF_8));
            }
        }
        for (V1Stream stream : streams) {
            stream.complete();
        }
        for (int i = 0; i < 50; i++) {
            assertThat(answers.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(("/" + i).repeat(3));
        }
    }

    // ---- answers

    @Test
    void decodedBodies_losesWhatIsNotTrueOfThem() throws Exception {
        try (RawVisitor visitor = get()) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("content-type", "text/html; charset=ISO-8859-1");
            headers.put("content-encoding", "gzip");
            headers.put("content-length", "999");
            headers.put("transfer-encoding", "chunked");
            headers.put("set-cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2");
            headers.put("Set-Cookie", "c=3");
            headers.put("x-latin", "é");
            agent.answer(agent.awaitRequest(), 200, headers, "grün");

            RawResponse answer = visitor.read();
            assertThat(answer.text()).isEqualTo("grün");
            assertThat(answer.header("content-encoding")).isEmpty();
            assertThat(answer.header("content-length")).contains("5");
            assertThat(answer.header("content-type")).contains("text/html; charset=utf-8");
            assertThat(answer.headers("set-cookie"))
                    .containsExactly("a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2", "c=3");
            assertThat(answer.header("x-latin").orElseThrow().getBytes(ISO_8859_1))
                    .isEqualTo("é".getBytes(ISO_8859_1));
        }
    }

    @Test
    void clientThatKeepsBytes_keepsTheirCoding() throws Exception {
        Map<String, Object> info = new LinkedHashMap<>(agent0Info());
        info.put("exact", true);
        try (V1Agent exact = V1Agent.dial(tunnel.port(), V1Hello.anonymous(tunnel.domain()))) {
            exact.send(info);
            String name = exact.tunnelName() + "." + tunnel.domain();
            try (RawVisitor visitor = tunnel.visitor()) {
                visitor.send(
                        "GET / HTTP/1.1\r\nHost: " + name + "\r\nAccept-Encoding: gzip\r\n\r\n");
                V1Request request = exact.awaitRequest();
                assertThat(request.headers("accept-encoding")).containsExactly("gzip");
                exact.answer(
                        request,
                        200,
                        Map.of("content-encoding", "gzip", "content-type", "text/plain"),
                        new byte[] {31, -117, 8});
                RawResponse answer = visitor.read();
                assertThat(answer.header("content-encoding")).contains("gzip");
                assertThat(answer.body()).containsExactly(31, -117, 8);
            }
        }
    }

    private static Map<String, Object> agent0Info() {
        return Map.of("type", "client_info", "local_endpoint", "http://localhost:3000");
    }

    @Test
    void answersWithoutABody_keepTheConnection() throws Exception {
        try (RawVisitor visitor = tunnel.visitor()) {
            for (int status : new int[] {204, 304}) {
                visitor.get(host, "/");
                agent.stream(agent.awaitRequest(), status, Map.of("etag", "\"x\""), 0);
                assertThat(visitor.read().status()).isEqualTo(status);
            }
            visitor.send("HEAD / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            V1Request head = agent.awaitRequest();
            agent.stream(head, 200, Map.of("content-length", "7000000"), 0);
            assertThat(visitor.read("HEAD").header("content-length")).contains("7000000");
            visitor.get(host, "/");
            agent.answer(agent.awaitRequest(), 200, TEXT, "");
            assertThat(visitor.read().header("content-length")).contains("0");
            visitor.get(host, "/");
            agent.stream(agent.awaitRequest(), 200, TEXT, 0); // and nothing more
            RawResponse empty = visitor.read();
            assertThat(empty.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(empty.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 524_288, 12_000_000, 49_000_000})
    void streamedAnswers_arriveWhole(int length) throws Exception {
        byte[] body = PatternedBytes.of(length);
        try (RawVisitor visitor = get()) {
            V1Request request = agent.awaitRequest();
            Async.run(() -> agent.streamAll(request, 200, BYTES, body));
            RawResponse answer = visitor.read();
            assertThat(answer.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(answer.header("content-length")).contains(String.valueOf(length));
            assertThat(sha256(answer.body())).isEqualTo(sha256(body));
        }
    }

    @Test
    void partsOfAnEventStream_arriveAtOnce() throws Exception {
        try (RawVisitor visitor = get()) {
            V1Stream stream =
                    agent.stream(
                            agent.awaitRequest(),
                            200,
                            Map.of("content-type", "text/event-stream"),
                            0);
            var head = visitor.readHead();
            var body = visitor.body(head, "GET");
            byte[] part = new byte[100];
            for (int i = 0; i < 3; i++) {
                stream.chunk(("data: " + i + "\n\n").getBytes(UTF_8));
                int length = body.read(part);
                assertThat(new String(part, 0, length, UTF_8)).isEqualTo("data: " + i + "\n\n");
            }
            stream.complete();
            assertThat(body.read(part)).isNegative();
        }
    }

    @Test
    void bodiesOverTheLimit_areRefused() throws Exception {
        try (RawVisitor visitor = get()) {
            agent.stream(agent.awaitRequest(), 200, BYTES, 60_000_000);
            assertThat(visitor.read().status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status_code\":99",
                "\"status_code\":101",
                "\"status_code\":\"200\"",
                "\"headers\":{\"a\":\"b\\r\\nc: d\"}",
                "\"headers\":{\"a\":\"\\u20ac\"}",
                "\"headers\":{\"a\":[\"b\"]}",
                "\"headers\":{\"a b\":\"c\"}",
                "\"is_binary\":true,\"body\":\"###\"",
                "\"body\":{}"
            })
    void malformedAnswers_areThatExchangesEnd(String members) throws Exception {
        try (RawVisitor visitor = get()) {
            agent.sendText(
                    "{\"request_id\":\"" + agent.awaitRequest().id() + "\"," + members + "}");
            RawResponse answer = visitor.read();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("terratunnel-error")).contains("local-protocol");
        }
        try (RawVisitor next = get()) {
            agent.answer(agent.awaitRequest(), 200, TEXT, "fine");
            assertThat(next.read().text()).isEqualTo("fine");
        }
    }

    @Test
    void textOfTheClientsOwnFailure_reachesNoVisitor() throws Exception {
        try (RawVisitor visitor = get()) {
            agent.answer(
                    agent.awaitRequest(),
                    500,
                    Map.of(),
                    "Internal server error: All connection attempts failed");
            RawResponse answer = visitor.read();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("terratunnel-error")).contains("local-refused");
            assertThat(answer.text()).doesNotContain("attempts failed");
        }
    }

    /// What a client does wrong after 700,000 good bytes of 1,000,000.
    enum Wrong {
        CHECKSUM,
        SIZE,
        MISSING,
        REPEATED,
        TOO_LONG,
        TOO_SHORT,
        WHOLE_CHECKSUM,
        ERROR,
        NO_BASE64,
        SECOND_ANSWER,
        LINK_LOST
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Wrong.class)
    void brokenStreams_neverLookComplete(Wrong wrong) throws Exception {
        byte[] good = PatternedBytes.of(500_000);
        for (long total : new long[] {1_000_000, 0}) {
            if ((total == 0 && wrong == Wrong.TOO_SHORT) || !agent.isOpen()) {
                continue;
            }
            try (RawVisitor visitor = get()) {
                V1Request request = agent.awaitRequest();
                V1Stream stream = agent.stream(request, 200, BYTES, total);
                stream.chunk(good);
                go(wrong, request, stream, good);

                RawResponse answer = visitor.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.ending()).isIn(Ending.TRUNCATED, Ending.RESET);
                assertThat(answer.body().length).isLessThan(total == 0 ? 2_000_000 : 1_000_000);
            }
        }
        if (wrong != Wrong.LINK_LOST) {
            try (RawVisitor next = get()) {
                agent.answer(agent.awaitRequest(), 200, TEXT, "fine");
                assertThat(next.read().text()).isEqualTo("fine");
            }
        }
    }

    private void go(Wrong wrong, V1Request request, V1Stream stream, byte[] good)
            throws IOException {
        String sum = sha256(good);
        switch (wrong) {
            case CHECKSUM -> stream.chunkClaiming(1, good, "0".repeat(64), good.length);
            case SIZE -> stream.chunkClaiming(1, good, sum, 4);
            case MISSING -> stream.chunkClaiming(2, good, sum, good.length);
            case REPEATED -> stream.chunkClaiming(0, good, sum, good.length);
            case TOO_LONG -> {
                stream.chunk(good);
                stream.chunk(good);
                stream.chunkClaiming(9, good, sum, good.length);
            }
            case TOO_SHORT -> stream.complete();
            case WHOLE_CHECKSUM -> {
                stream.chunk(good);
                stream.complete("0".repeat(64));
            }
            case ERROR -> stream.error("java.lang.Secret: no visitor's business");
            case NO_BASE64 ->
                    agent.sendText(
                            "{\"type\":\"stream_chunk\",\"stream_id\":\""
                                    + stream.id()
                                    + "\",\"chunk\":{\"index\":1,\"data\":\"#\",\"checksum\":\"x\"}}");
            case SECOND_ANSWER -> agent.answer(request, 200, TEXT, "again");
            case LINK_LOST -> agent.close();
        }
    }

    @Test
    void answersCountOnlyOnTheLinkOfTheirRequest() throws Exception {
        try (V1Agent other = V1Agent.ready(tunnel.port(), V1Hello.anonymous(tunnel.domain()));
                RawVisitor visitor = get()) {
            V1Request request = agent.awaitRequest();
            other.answer(request, 200, TEXT, "forged");
            other.ping();
            agent.answer(request, 200, TEXT, "true");
            assertThat(visitor.read().text()).isEqualTo("true");
        }
    }

    @Test
    void unknownMessages_arePassedOver_othersEndTheLink() throws Exception {
        agent.sendText("{}");
        agent.sendText("{\"type\":\"news\"}");
        agent.sendText("{\"request_id\":\"nobodys\"}");
        agent.sendText(
                "{\"type\":\"stream_complete\",\"stream_id\":\"nobodys\",\"checksum\":\"x\"}");
        agent.ping();
        assertThat(agent.isOpen()).isTrue();
        agent.sendText("no json");
        assertThat(agent.awaitClose(Duration.ofSeconds(5)).code()).isEqualTo(1007);
    }

    @Test
    void slowAnswer_isAskedForOnce() throws Exception {
        try (RawVisitor visitor = get().patience(Duration.ofSeconds(60))) {
            V1Request request = agent.awaitRequest();
            assertThatThrownBy(() -> agent.awaitRequest(Duration.ofSeconds(33)))
                    .isInstanceOf(AssertionError.class);
            agent.answer(request, 200, TEXT, "late");
            assertThat(visitor.read().text()).isEqualTo("late");
        }
    }

    private static String sha256(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(PatternedBytes.newSha256().digest(bytes));
    }
}
