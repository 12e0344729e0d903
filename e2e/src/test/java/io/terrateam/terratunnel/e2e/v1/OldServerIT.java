package io.terrateam.terratunnel.e2e.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.v1.V1Answer;
import io.terrateam.terratunnel.testkit.v1.V1Ask;
import io.terrateam.terratunnel.testkit.v1.V1Exchange;
import io.terrateam.terratunnel.testkit.v1.V1Link;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `terratunnel client` with a server that knows version 1 only: what goes through.
@Timeout(120)
class OldServerIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static OldServer old;
    private static V1Link link;

    @BeforeAll
    static void start() throws IOException {
        old = new OldServer();
        link = old.connect(Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        old.close();
    }

    @AfterEach
    void nothingOddCame() {
        assertThat(link.oddities()).isEmpty();
        assertThat(link.closed()).isNotDone();
    }

    private static V1Answer ask(V1Ask ask) throws IOException {
        return link.ask(ask).await(LONG);
    }

    @Test
    void terminalSaysWhichVersionIsSpoken() {
        assertThat(old.client().output())
                .containsOnlyOnce("Version 1 of the link")
                .contains("upgrading the server brings");
    }

    @Test
    void visitorIsAnswered() throws IOException {
        RawResponse response = old.get("/echo?a=1&b=%26&a=2");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text())
                .startsWith("GET /echo?a=1&b=%26&a=2 HTTP/1.1\n")
                .contains("host: " + old.server().hostname() + "\n");
    }

    @Test
    void textAndBytesComeBackAsTheyWere() throws IOException {
        V1Ask post = V1Ask.of("POST", "/body", Map.of("host", "a.test"));
        assertThat(ask(post.text("caf\u00e9 \u20ac \ud83d\ude00\n\u0000")).body())
                .isEqualTo(
                        "caf\u00e9 \u20ac \ud83d\ude00\n\u0000".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = PatternedBytes.of(3_000_001);
        assertThat(Arrays.equals(ask(post.bytes(bytes)).body(), bytes)).isTrue();
    }

    @Test
    void longUploadArrives() throws IOException {
        byte[] bytes = PatternedBytes.of(20 << 20);
        V1Answer answer = ask(V1Ask.of("PUT", "/upload", Map.of()).bytes(bytes));
        assertThat(answer.text())
                .isEqualTo(bytes.length + " " + PatternedBytes.sha256(bytes.length));
    }

    @ParameterizedTest
    @CsvSource({"/bytes/12000000, true", "/bytes/49000000, true", "/chunked/49000000, true"})
    void longBodiesAreStreamed(String target, boolean isStreamed) throws IOException {
        long before = old.client().residentKiB();
        V1Answer answer = ask(V1Ask.get(target));

        int length = Integer.parseInt(target.split("/")[2]);
        assertThat(answer.isStreamed()).isEqualTo(isStreamed);
        assertThat(answer.body()).hasSize(length);
        assertThat(Arrays.equals(answer.body(), PatternedBytes.of(length))).isTrue();
        assertThat(old.client().residentKiB() - before).isLessThan(90_000);
    }

    @Test
    void sixtyMegabytesAreRefusedOrCut() throws IOException {
        V1Answer announced = ask(V1Ask.get("/bytes/60000000"));
        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.headers("terratunnel-error")).containsExactly("too-large");

        assertThat(ask(V1Ask.get("/chunked/60000000")).isComplete()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"GET, /status/204, 204", "GET, /status/304, 304", "HEAD, /bytes/60000000, 200"})
    void answersWithoutABodyEndAtOnce(String method, String target, int status) throws IOException {
        V1Answer answer = ask(V1Ask.get(target).with("method", method));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.isStreamed()).isFalse();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void emptyBodiesEndAtOnce() throws IOException {
        assertThat(ask(V1Ask.get("/bytes/0")).isStreamed()).isFalse();
        assertThat(ask(V1Ask.get("/chunked/0")).body()).isEmpty();
    }

    @Test
    void fiftyExchangesGoSideBySide() throws IOException {
        List<V1Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            exchanges.add(link.ask(V1Ask.get("/chunked/" + (100_000 + i))));
        }
        for (int i = 0; i < 50; i++) {
            byte[] body = exchanges.get(i).await(LONG).body();
            assertThat(Arrays.equals(body, PatternedBytes.of(100_000 + i))).isTrue();
        }
    }

    @Test
    void eventsArriveWhileTheStreamGoesOn() throws Exception {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        old.origin()
                .script(
                        "/events",
                        (connection, head) -> {
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding:"
                                            + " chunked\r\n\r\n");
                            connection.sendChunk("data: 1\n\n".getBytes(StandardCharsets.US_ASCII));
                            seen.join();
                            connection.send("0\r\n\r\n").keep();
                        });
        V1Exchange exchange = link.ask(V1Ask.get("/events"));

        assertThat(exchange.awaitPart(0, Duration.ofSeconds(10))).isPresent();
        seen.complete(true);

        assertThat(exchange.await().text()).isEqualTo("data: 1\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@127.0.0.1:1/", "http://127.0.0.1:1/", "", "x"})
    void pathThatCouldNameAnotherHostIsRefused(String path) throws IOException {
        assertThat(ask(V1Ask.get("/").with("path", path)).status()).isEqualTo(400);
    }

    @Test
    void brokenAnswerIsSaidToBeBroken() throws IOException {
        old.origin()
                .script(
                        "/broken",
                        (connection, head) -> {
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            connection.sendChunk(new byte[1000]);
                            connection.stall(Duration.ofMillis(200));
                            connection.drop();
                        });
        V1Answer answer = ask(V1Ask.get("/broken"));
        assertThat(answer.isComplete()).isFalse();
        assertThat(answer.error()).doesNotContain("127.0.0.1");
    }

    @Test
    void requestThatTakesLongerThanTheServersPatienceIsDeliveredOnce() throws IOException {
        V1Ask ask = V1Ask.of("POST", "/delay/32000", Map.of("host", "a.test")).text("order");
        V1Exchange exchange = link.askTwice(ask, Duration.ofSeconds(30));

        assertThat(exchange.await(LONG).text()).isEqualTo("late");
        assertThat(old.origin().requestsTo("/delay/32000")).hasSize(1);
    }

    @Test
    void slowServerHoldsTheOriginBackAndLosesNothing() throws Exception {
        List<V1Exchange> exchanges = new ArrayList<>();
        long before = old.client().residentKiB();
        link.setReading(false);
        for (int i = 0; i < 5; i++) {
            exchanges.add(link.ask(V1Ask.get("/bytes/15000000")));
        }
        Thread.sleep(3000);
        assertThat(old.client().residentKiB() - before).isLessThan(90_000);

        link.setReading(true);

        CompletableFuture<Boolean> all =
                Async.run(() -> {
                    for (V1Exchange exchange : exchanges) {
                        assertThat(exchange.await(LONG).body()).hasSize(15_000_000);
                    }
                });
        all.join();
    }
}
