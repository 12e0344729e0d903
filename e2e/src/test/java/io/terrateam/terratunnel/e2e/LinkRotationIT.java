package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Links that are rotated with GOAWAY while exchanges run: none is lost, none arrives twice.
class LinkRotationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int VISITORS = 16;
    private static final int REQUESTS_EACH = 200;
    private static final String ROTATED = "Not connected: the server says: rotate";

    private final Map<String, AtomicInteger> arrived = new ConcurrentHashMap<>();

    private static TunnelSystem rotatedAfter(int requests) throws IOException {
        return TunnelSystem.setup()
                .withoutSizeLimits()
                .serverVariable(Options.MAX_LINK_REQUESTS, Integer.toString(requests))
                .start();
    }

    private static long rotations(TunnelSystem tunnel) {
        return tunnel.client().output().lines().filter(line -> line.contains(ROTATED)).count();
    }

    private void countPosts(TunnelSystem tunnel) {
        tunnel.origin()
                .script(
                        "/counted",
                        (connection, head) -> {
                            byte[] body = connection.readBody(head);
                            String number = new String(body, StandardCharsets.US_ASCII);
                            arrived.computeIfAbsent(number, _ -> new AtomicInteger())
                                    .incrementAndGet();
                            connection.respond(200, number);
                        });
    }

    private static int post(TunnelSystem tunnel, int visitorNumber) throws IOException {
        int answered = 0;
        try (RawVisitor visitor = tunnel.visitor()) {
            for (int i = 0; i < REQUESTS_EACH; i++) {
                String number = visitorNumber + "-" + i;
                visitor.send(
                        "POST /counted HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(tunnel.host(), number.length(), number));
                RawResponse response = visitor.read("POST");
                assertThat(response.status()).as(response.text()).isEqualTo(200);
                assertThat(response.text()).isEqualTo(number);
                answered++;
            }
        }
        return answered;
    }

    @Test
    void everyRequestIsAnsweredOnceAcrossManyRotations() throws Exception {
        try (TunnelSystem tunnel = rotatedAfter(400)) {
            countPosts(tunnel);

            List<Integer> answered = Crowd.of(VISITORS, PATIENCE, index -> post(tunnel, index));

            assertThat(answered).containsOnly(REQUESTS_EACH);
            assertThat(arrived).hasSize(VISITORS * REQUESTS_EACH);
            assertThat(arrived).allSatisfy((_, times) -> assertThat(times).hasValue(1));
            assertThat(rotations(tunnel)).isGreaterThanOrEqualTo(6);
        }
    }

    @Test
    void whatRunsOnARotatedLinkFinishesThere() throws Exception {
        try (TunnelSystem tunnel = rotatedAfter(20)) {
            AtomicBoolean released = new AtomicBoolean();
            tunnel.origin()
                    .script(
                            "/half",
                            (connection, _) -> {
                                connection.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                                await().atMost(PATIENCE).until(released::get);
                                connection.send("later").keep();
                            });
            try (RawVisitor half = tunnel.visitor();
                    RawVisitor upgraded = tunnel.visitor()) {
                WebSocketWire socket = upgrade(tunnel, upgraded);
                half.get(tunnel.host(), "/half");
                await().atMost(PATIENCE)
                        .until(() -> !tunnel.origin().requestsTo("/half").isEmpty());
                CompletableFuture<RawResponse> slow = Async.call(() -> tunnel.get("/delay/3000"));
                await().atMost(PATIENCE)
                        .until(() -> !tunnel.origin().requestsTo("/delay").isEmpty());

                for (int i = 0; i < 45; i++) {
                    assertThat(tunnel.get("/").text()).isEqualTo("hello");
                }

                assertThat(rotations(tunnel)).isGreaterThanOrEqualTo(2);
                socket.send(WebSocketWire.TEXT, "still here".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.read().payload(), StandardCharsets.US_ASCII))
                        .isEqualTo("still here");
                assertThat(slow.get(10, TimeUnit.SECONDS).text()).isEqualTo("late");
                released.set(true);
                RawResponse whole = half.read();
                assertThat(whole.text()).isEqualTo("firstlater");
                assertThat(whole.ending()).isEqualTo(Ending.COMPLETE);
                assertThat(tunnel.origin().requestsTo("/delay")).hasSize(1);
                assertThat(tunnel.origin().requestsTo("/half")).hasSize(1);
            }
        }
    }

    private static WebSocketWire upgrade(TunnelSystem tunnel, RawVisitor visitor)
            throws IOException {
        visitor.send(
                "GET /websocket HTTP/1.1\r\nHost: "
                        + tunnel.host()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: "
                        + WebSocketWire.KEY
                        + "\r\n\r\n");
        assertThat(visitor.readHead().status()).isEqualTo(101);
        return new WebSocketWire(visitor.reader(), visitor.out(), true);
    }
}
