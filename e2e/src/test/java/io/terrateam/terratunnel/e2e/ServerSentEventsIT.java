package io.terrateam.terratunnel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.BodyReader;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Events arrive one by one, each before the next is made.
@ExtendWith(SharedTunnel.class)
class ServerSentEventsIT {
    private static final String END = "end";

    private final TunnelSystem tunnel;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    ServerSentEventsIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @BeforeEach
    void emitWhatTheTestSays() {
        tunnel.origin()
                .script(
                        "/events",
                        (connection, _) -> {
                            connection.send(
                                    Lines.of(
                                            "HTTP/1.1 200 OK",
                                            "Content-Type: text/event-stream",
                                            "Transfer-Encoding: chunked",
                                            ""));
                            try {
                                for (String event = events.take();
                                        !event.equals(END);
                                        event = events.take()) {
                                    connection.sendChunk(event.getBytes(UTF_8));
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            connection.send("0\r\n\r\n").keep();
                        });
    }

    @Test
    void eventArrivesBeforeTheNextIsMade() throws Exception {
        try (RawVisitor visitor = tunnel.visitor().get(tunnel.host(), "/events")) {
            BodyReader body = visitor.body(visitor.readHead(), "GET");
            byte[] part = new byte[1_000];
            long slowest = 0;
            for (int i = 0; i < 50; i++) {
                String event = "data: event " + i + "\n\n";
                long emitted = System.nanoTime();
                events.add(event);
                int n = body.read(part);
                slowest = Math.max(slowest, System.nanoTime() - emitted);
                assertThat(new String(part, 0, n, UTF_8)).isEqualTo(event);
            }
            events.add(END);
            assertThat(body.read(part)).isEqualTo(-1);
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void http2VisitorGetsEachEventAtOnce() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange exchange = visitor.get(tunnel.host(), "/events");
            assertThat(exchange.status()).isEqualTo(200);
            for (int i = 0; i < 10; i++) {
                String event = "data: " + i + "\n\n";
                events.add(event);
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(1))
                        .until(() -> exchange.receivedText().endsWith(event));
            }
            events.add(END);
            exchange.awaitEnding();
        }
    }
}
