package io.terrateam.terratunnel.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests for the server's own host, over both HTTP versions; the answers come from threads that
/// are no event loops.
final class OwnHostTest {

    private static final String GET = "GET /page HTTP/1.1\r\nHost: example.test\r\n\r\n";
    private static final String REST_OF_ANSWER =
            "\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n4\r\nlast\r\n0\r\n\r\n";
    private static final TimeUnit SECONDS = TimeUnit.SECONDS;
    private static final List<OwnHost.Field> NO_FIELDS = List.of();

    /// A request and its open answer.
    private record Asked(OwnHost.Request request, OwnHost.Answer answer) {}

    private EdgeUnderTest edge = new EdgeUnderTest();
    private final BlockingQueue<Asked> asked = new ArrayBlockingQueue<>(100);

    @AfterEach
    void end() {
        edge.close();
    }

    private void collect() {
        edge.ownHost = (request, answer) -> asked.add(new Asked(request, answer));
    }

    private Asked next() throws InterruptedException {
        Asked next = asked.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a request for the own host").isNotNull();
        return next;
    }

    /// Answers what was asked in one part, from another thread.
    private void answerAll() {
        edge.ownHost =
                (request, answer) ->
                        Thread.startVirtualThread(() -> {
                            String text =
                                    request.method()
                                            + " "
                                            + request.target()
                                            + " "
                                            + request.scheme()
                                            + " "
                                            + request.authority()
                                            + " "
                                            + request.peer().getHostAddress()
                                            + " "
                                            + new String(request.body(), UTF_8);
                            byte[] body = text.getBytes(UTF_8);
                            answer.head(
                                    200,
                                    List.of(
                                            new OwnHost.Field("X-Page", "yes"),
                                            new OwnHost.Field(
                                                    "Content-Length",
                                                    Integer.toString(body.length))),
                                    false);
                            answer.body(body, true);
                        });
    }

    @Test
    void requestOfHttp1IsHandedOverAndAnswered() throws Exception {
        answerAll();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                            head(
                                    "POST /a%2Fb?q=%20 HTTP/1.1",
                                    "Host: example.test:8000",
                                    "X-Forwarded-For: 9.9.9.9",
                                    "X-Forwarded-Proto: https",
                                    "Content-Length: 5"))
                    .sends("hello");

            RawVisitor.Answer answer = visitor.reads();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("x-page")).isEqualTo("yes");
            assertThat(answer.text())
                    .isEqualTo("POST /a%2Fb?q=%20 http example.test:8000 127.0.0.1 hello");
            assertThat(visitor.sends(GET).reads().text())
                    .as("the connection goes on")
                    .startsWith("GET /page");
        }
    }

    @Test
    void requestOfHttp2IsHandedOverAndAnswered() throws Exception {
        answerAll();
        try (Http2TestVisitor visitor = edge.http2Visitor()) {
            int id = visitor.opens(http2Head("POST", "/up"), false);
            visitor.sends(id, "hel", false);
            visitor.sends(id, "lo", true);

            visitor.awaits("head " + id + " 200");
            visitor.awaits("data " + id + " of \\d+ end");
            assertThat(visitor.heads.get(id).get("x-page")).hasToString("yes");
            assertThat(visitor.bytes.get(id))
                    .isEqualTo("POST /up http example.test 127.0.0.1 hello".length());
        }
    }

    @Test
    void trustedProxyTellsAddressAndScheme() throws Exception {
        edge.close();
        EdgeConfig usual = EdgeUnderTest.config();
        edge =
                new EdgeUnderTest(
                        new EdgeConfig(
                                usual.host(),
                                usual.port(),
                                new Authority("example.test", -1),
                                usual.publicScheme(),
                                List.of("127.0.0.1"),
                                usual.sizes(),
                                usual.times(),
                                usual.counts(),
                                usual.linkLimits()));
        answerAll();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    head(
                            "GET / HTTP/1.1",
                            "Host: example.test",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-For: 6.6.6.6, 203.0.113.7"));

            assertThat(visitor.reads().text()).isEqualTo("GET / https example.test 203.0.113.7 ");
        }
    }

    @Test
    void fieldsComeInOrderAndRepeated() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    head(
                            "GET / HTTP/1.1",
                            "Host: example.test",
                            "X-B: 1",
                            "Cookie: a=1",
                            "Connection: X-Hop",
                            "X-Hop: 1",
                            "X-B: 2"));

            assertThat(next().request().fields())
                    .extracting(OwnHost.Field::name, OwnHost.Field::value)
                    .containsSubsequence(
                            tuple("x-b", "1"), tuple("cookie", "a=1"), tuple("x-b", "2"))
                    .extracting(tuple -> tuple.toList().getFirst())
                    .doesNotContain("x-hop", "connection", "host");
        }
    }

    @Test
    void answerToHeadHasNoBody() throws Exception {
        answerAll();
        try (RawVisitor visitor = edge.visitor();
                Http2TestVisitor http2 = edge.http2Visitor()) {
            visitor.sends("HEAD /page HTTP/1.1\r\nHost: example.test\r\n\r\n");
            RawVisitor.Answer answer = visitor.reads(true);
            assertThat(answer.field("content-length")).isNotEqualTo("0").isNotEmpty();
            assertThat(visitor.sends(GET).reads().text()).startsWith("GET /page");

            int id = http2.opens(http2Head("HEAD", "/page"), true);
            http2.awaits("head " + id + " 200 end");
        }
    }

    @Test
    void partsAreStreamedAsTheyCome() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(GET);
            OwnHost.Answer answer = next().answer();
            answer.head(200, NO_FIELDS, false);

            answer.body("first".getBytes(UTF_8), false).toCompletableFuture().get(5, SECONDS);
            assertThat(new String(visitor.exactly("HTTP/1.1 200 OK".length()), UTF_8))
                    .isEqualTo("HTTP/1.1 200 OK");
            answer.body("last".getBytes(UTF_8), true);

            assertThat(new String(visitor.exactly(REST_OF_ANSWER.length()), UTF_8))
                    .isEqualTo(REST_OF_ANSWER);
            visitor.sends(GET.replace("page", "next"));
            assertThat(next().request().target()).isEqualTo("/next");
        }
    }

    @Test
    void bodyBeyondTheLimitIsRefused() throws Exception {
        collect();
        int tooMuch = OwnHost.MAX_BODY_BYTES + 1;
        try (RawVisitor announced = edge.visitor();
                RawVisitor chunked = edge.visitor();
                Http2TestVisitor http2 = edge.http2Visitor()) {
            announced.sends(post("Content-Length: " + tooMuch));
            assertThat(announced.reads().status()).isEqualTo(413);

            chunked.sends(post("Transfer-Encoding: chunked"));
            chunked.sends(Integer.toHexString(tooMuch) + "\r\n").sends(new byte[tooMuch]);
            assertThat(chunked.reads().status()).isEqualTo(413);

            int id = http2.opens(http2Head("POST", "/"), false);
            http2.sends(id, tooMuch, true);
            http2.awaits("head " + id + " 413");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void bodyAtTheLimitIsTaken() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(post("Content-Length: " + OwnHost.MAX_BODY_BYTES));
            visitor.sends(new byte[OwnHost.MAX_BODY_BYTES]);

            assertThat(next().request().body()).hasSize(OwnHost.MAX_BODY_BYTES);
        }
    }

    private static String post(String field) {
        return "POST /up HTTP/1.1\r\nHost: example.test\r\n" + field + "\r\n\r\n";
    }

    @Test
    void whoeverExpectsContinueIsToldToGoOn() throws Exception {
        answerAll();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(post("Expect: 100-continue\r\nContent-Length: 5"));
            assertThat(visitor.reads().status()).isEqualTo(100);

            assertThat(visitor.sends("hello").reads().text()).endsWith("hello");
        }
    }

    @Test
    void visitorWhoLeavesIsNoticed() throws Exception {
        collect();
        RawVisitor visitor = edge.visitor();
        visitor.sends(GET);
        OwnHost.Answer first = next().answer();
        visitor.resets();
        first.visitorLeft().toCompletableFuture().get(5, SECONDS);
        assertThatThrownBy(
                        () -> first.body(new byte[1], false).toCompletableFuture().get(5, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);

        try (Http2TestVisitor http2 = edge.http2Visitor()) {
            int id = http2.opens(http2Head("GET", "/"), true);
            OwnHost.Answer second = next().answer();
            http2.resets(id, Http2Error.CANCEL);
            second.visitorLeft().toCompletableFuture().get(5, SECONDS);
        }
    }

    @Test
    void slowVisitorHoldsItsAnswerBackAndNoOther() throws Exception {
        collect();
        try (RawVisitor slow = edge.visitor();
                RawVisitor quick = edge.visitor()) {
            slow.sends(GET);
            OwnHost.Answer answer = next().answer();
            answer.head(200, NO_FIELDS, false);

            CompletionStage<Void> unread = fillUp(answer);
            answerAll();

            assertThat(quick.sends(GET).reads().status()).isEqualTo(200);
            assertThat(unread.toCompletableFuture()).isNotDone();
            Thread drinker = Thread.startVirtualThread(() -> assertThatReads(slow));
            unread.toCompletableFuture().get(10, SECONDS);
            answer.body(new byte[0], true);
            assertThat(drinker.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    /// Sends parts until one of them stays unwritten.
    private static CompletionStage<Void> fillUp(OwnHost.Answer answer) throws Exception {
        for (int i = 0; i < 1000; i++) {
            CompletionStage<Void> written = answer.body(new byte[64 << 10], false);
            try {
                written.toCompletableFuture().get(1, SECONDS);
            } catch (TimeoutException held) {
                return written;
            }
        }
        throw new AssertionError("64 MB went to a visitor who does not read");
    }

    private static void assertThatReads(RawVisitor visitor) {
        try {
            assertThat(visitor.reads().body().length).isGreaterThan(64 << 10);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void answerThatIsCutLooksCut() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor();
                RawVisitor early = edge.visitor()) {
            visitor.sends(GET);
            OwnHost.Answer answer = next().answer();
            answer.head(200, NO_FIELDS, false);
            answer.body("half".getBytes(UTF_8), false).toCompletableFuture().get(5, SECONDS);
            answer.abort();
            assertThat(visitor.readsToTheEnd()).contains("half").doesNotEndWith("0\r\n\r\n");

            early.sends(GET);
            next().answer().abort();
            assertThat(early.reads().status()).isEqualTo(500);
        }
    }

    @Test
    void fieldThatWouldSplitTheAnswerIsRefused() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(GET);
            OwnHost.Answer answer = next().answer();

            for (String value : List.of("a\r\nSet-Cookie: x=1", "a\nb", "a\0b", "caf\u00e9")) {
                List<OwnHost.Field> fields = List.of(new OwnHost.Field("Location", value));
                assertThatThrownBy(() -> answer.head(302, fields, true))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (String name : List.of("", "a b", ":status", "x:y", "x\r\ny")) {
                List<OwnHost.Field> fields = List.of(new OwnHost.Field(name, "v"));
                assertThatThrownBy(() -> answer.head(302, fields, true))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            answer.head(204, NO_FIELDS, true);
            assertThat(visitor.reads().status()).isEqualTo(204);
        }
    }

    @Test
    void webSocketsAreNotForTheOwnHost() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    head(
                            "GET /page HTTP/1.1",
                            "Host: example.test",
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));

            assertThat(visitor.reads().status()).isEqualTo(400);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void otherHostsAndTheHealthPageDoNotComeHere() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends("GET / HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n");
            assertThat(visitor.reads().status()).isEqualTo(421);
            visitor.sends("GET /_health?x HTTP/1.1\r\nHost: example.test\r\n\r\n");
            assertThat(visitor.reads().text()).contains("healthy");
            visitor.sends("POST /_health HTTP/1.1\r\nHost: example.test\r\n\r\n");
            RawVisitor.Answer refused = visitor.reads();
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.field("allow")).isEqualTo("GET, HEAD");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void manyAtOnceAreAnsweredEachWithItsOwn() throws Exception {
        answerAll();
        try (Http2TestVisitor http2 = edge.http2Visitor()) {
            List<CompletableFuture<String>> pages =
                    IntStream.range(0, 50)
                            .mapToObj(i -> CompletableFuture.supplyAsync(() -> page("/p" + i)))
                            .toList();
            List<Integer> streams =
                    IntStream.range(0, 90)
                            .mapToObj(i -> http2.opens(http2Head("GET", "/s"), true))
                            .toList();

            for (int i = 0; i < pages.size(); i++) {
                assertThat(pages.get(i).get(10, SECONDS)).startsWith("GET /p" + i + " ");
            }
            for (int i = 0; i < streams.size(); i++) {
                http2.awaits("data \\d+ of \\d+ end");
            }
            assertThat(http2.bytes.keySet()).containsAll(streams);
        }
    }

    private String page(String path) {
        try (RawVisitor visitor = edge.visitor()) {
            return visitor.sends(GET.replace("/page", path)).reads().text();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void drainLetsAnAnswerFinish() throws Exception {
        collect();
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(GET);
            OwnHost.Answer answer = next().answer();
            CompletableFuture<Void> drained =
                    edge.edge().drain(Duration.ofSeconds(10)).toCompletableFuture();

            answer.head(200, NO_FIELDS, false);
            answer.body("late".getBytes(UTF_8), true);

            RawVisitor.Answer last = visitor.reads();
            assertThat(last.text()).isEqualTo("late");
            assertThat(last.field("connection")).isEqualTo("close");
            drained.get(5, SECONDS);
        }
    }

    private static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static Http2Headers http2Head(String method, String path) {
        return Http2TestVisitor.head(method, "x", path).authority("example.test");
    }
}
