package io.terrateam.terratunnel.e2e.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The built program at both ends of a link of version 1: they know each other, and so keep more
/// than the original does.
@Timeout(120)
class BothEndsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static TunnelSystem system;

    @BeforeAll
    static void start() throws IOException {
        system = TunnelSystem.setup().clientArguments("--link-version", "1").start();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void targetArrivesByteForByte() throws IOException {
        String target = "/echo/..%2F%2e/a%2Fb%3F%23%25?b=1&a=2&b=%E9&c&d=a,b+%20/?";
        // The route is found by its beginning; the head says what came.
        assertThat(system.get(target).status()).isEqualTo(200);
        assertThat(system.origin().requestsTo("/echo/..%2F"))
                .extracting(HttpHead::target)
                .contains(target);
    }

    @Test
    void repeatedFieldsArriveBothWays() throws IOException {
        system.origin()
                .script(
                        "/fields",
                        (connection, head) -> {
                            connection.readBody(head);
                            connection.respond(
                                    200,
                                    "Set-Cookie: a=1\r\nSet-Cookie: b=2, c\r\nX-Latin: \u00e9\r\n",
                                    new byte[0]);
                        });
        try (RawVisitor visitor = RawVisitor.connect(system.port())) {
            visitor.send(
                    "GET /fields HTTP/1.1\r\nHost: %s\r\nX-A: 1\r\nX-A: 2\r\nCookie: c=1\r\n\r\n"
                            .formatted(system.host()));
            RawResponse response = visitor.read();
            assertThat(response.headers("set-cookie")).containsExactly("a=1", "b=2, c");
            assertThat(response.headers("x-latin")).containsExactly("\u00e9");
        }
        HttpHead came = system.origin().lastTo("/fields").orElseThrow();
        assertThat(came.headers("x-a")).containsExactly("1", "2");
        assertThat(came.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(came.headers("host")).containsExactly(system.host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bytes/0",
                "/bytes/1000",
                "/bytes/12000000",
                "/chunked/0",
                "/chunked/49000000"
            })
    void bodiesComeAsTheyWere(String target) throws IOException {
        int length = Integer.parseInt(target.split("/")[2]);
        assertThat(Arrays.equals(system.get(target).body(), PatternedBytes.of(length))).isTrue();
    }

    @Test
    void longUploadArrives() throws IOException {
        int length = 30_000_000;
        try (RawVisitor visitor =
                RawVisitor.connect(system.port()).patience(Duration.ofMinutes(1))) {
            visitor.send(
                    "POST /upload HTTP/1.1\r\nHost: %s\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
                            .formatted(system.host(), length));
            HttpHead interim = visitor.readHead();
            assertThat(interim.status()).isEqualTo(100);
            PatternedBytes.write(visitor.out(), length);
            visitor.out().flush();
            assertThat(visitor.read().text())
                    .isEqualTo(length + " " + PatternedBytes.sha256(length));
        }
        HttpHead came = system.origin().lastTo("/upload").orElseThrow();
        assertThat(came.headers("content-length")).containsExactly("" + length);
        assertThat(came.headers("expect")).isEmpty();
        assertThat(came.headers("transfer-encoding")).isEmpty();
    }

    @Test
    void answersWithoutABodyLeaveTheConnectionUsable() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(system.port())) {
            assertThat(visitor.get(system.host(), "/status/204").read().status()).isEqualTo(204);
            assertThat(visitor.get(system.host(), "/status/304").read().status()).isEqualTo(304);
            visitor.send("HEAD /bytes/500 HTTP/1.1\r\nHost: " + system.host() + "\r\n\r\n");
            assertThat(visitor.read("HEAD").headers("content-length")).containsExactly("500");
            assertThat(visitor.get(system.host(), "/").read().text()).isEqualTo("hello");
        }
    }

    @Test
    void webSocketIsRefusedClearly() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(system.port())) {
            visitor.send(
                    "GET /websocket HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    .formatted(system.host())
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"
                            + " dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(visitor.read().status()).isEqualTo(501);
        }
    }

    @Test
    void eventsPassAtOnce() throws Exception {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        system.origin()
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
        try (RawVisitor visitor = RawVisitor.connect(system.port())) {
            HttpHead head = visitor.get(system.host(), "/events").readHead();
            byte[] part = new byte[100];
            assertThat(visitor.body(head, "GET").read(part)).isEqualTo(9);
            seen.complete(true);
        }
    }

    @Test
    void brokenBodyDoesNotLookWhole() throws IOException {
        system.origin()
                .script(
                        "/broken",
                        (connection, head) -> {
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            connection.sendChunk(new byte[1000]);
                            connection.stall(Duration.ofMillis(200));
                            connection.drop();
                        });
        assertThat(system.get("/broken").ending().name()).isNotEqualTo("COMPLETE");
    }

    @Test
    void localFailureIsNamed() throws IOException {
        system.origin().script("/cut", (connection, head) -> connection.drop());
        RawResponse response = system.get("/cut");
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.headers("terratunnel-error")).containsExactly("local-protocol");
    }

    @Test
    void fiftyVisitorsAtOnceGetTheirOwn() {
        List<CompletableFuture<byte[]>> bodies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String target = "/chunked/" + (200_000 + i);
            bodies.add(Async.call(() -> system.get(target).body()));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(Arrays.equals(bodies.get(i).join(), PatternedBytes.of(200_000 + i)))
                    .isTrue();
        }
    }

    @Test
    void newerClientWithTheSameKeyTakesOverAndTheOlderFinishesAndEndsWith4() throws Exception {
        ProcessUnderTest command =
                system.command(
                        "server",
                        "keys",
                        "create",
                        "--db-path",
                        system.database().toString(),
                        "--tunnel",
                        "taken");
        String key = command.awaitLine("(ttk_[0-9A-Za-z]{36})", PATIENCE).group(1);
        Map<String, String> variables = Map.of("TERRATUNNEL_API_KEY", key);
        ProcessUnderTest first = system.launchClient(variables);
        system.awaitReady(first);
        String host = "taken." + system.domain();
        try (RawVisitor running = system.visitor()) {
            running.get(host, "/delay/2500");
            while (system.origin().requestsTo("/delay/2500").isEmpty()) {
                Thread.sleep(10);
            }

            ProcessUnderTest second = system.launchClient(variables);
            system.awaitReady(second);

            assertThat(running.read().text()).isEqualTo("late");
            assertThat(first.awaitExit(PATIENCE)).hasValue(4);
            assertThat(second.isAlive()).isTrue();
            try (RawVisitor visitor = system.visitor()) {
                assertThat(visitor.get(host, "/").read().text()).isEqualTo("hello");
            }
        }
    }
}
