package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Five hundred at once, and hundreds who leave before they are answered.
@ExtendWith(SharedTunnel.class)
class ManyVisitorsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TunnelSystem tunnel;

    ManyVisitorsIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @Test
    void fiveHundredAtOnceEachGetTheirOwnAnswer() throws Exception {
        tunnel.origin()
                .script(
                        "/own",
                        (connection, head) -> {
                            connection.stall(Duration.ofMillis(200));
                            connection.respond(200, head.target());
                        });

        List<String> answers = Crowd.of(500, PATIENCE, i -> tunnel.get("/own?visitor=" + i).text());

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).isEqualTo("/own?visitor=" + i);
        }
    }

    @Test
    void hundredStreamsOfOneHttp2VisitorEachGetTheirOwnAnswer() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            List<H2Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                exchanges.add(visitor.get(tunnel.host(), "/echo?stream=" + i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(exchanges.get(i).text()).startsWith("GET /echo?stream=" + i + " ");
            }
        }
    }

    @Test
    void visitorWhoLeavesAbortsTheOriginsCallWithinASecond() throws Exception {
        var arrived = new AtomicInteger();
        var aborted = new AtomicInteger();
        tunnel.origin()
                .script(
                        "/waits",
                        (connection, _) -> {
                            arrived.incrementAndGet();
                            if (connection.isLeftWithin(Duration.ofSeconds(10))) {
                                aborted.incrementAndGet();
                            }
                        });
        RawVisitor visitor = tunnel.visitor().get(tunnel.host(), "/waits");
        await().atMost(PATIENCE).until(() -> arrived.get() == 1);

        visitor.close();

        await().atMost(Duration.ofSeconds(1)).until(() -> aborted.get() == 1);
        try (H2Visitor h2 = tunnel.h2()) {
            H2Exchange exchange = h2.get(tunnel.host(), "/waits");
            await().atMost(PATIENCE).until(() -> arrived.get() == 2);
            exchange.cancel();
            await().atMost(Duration.ofSeconds(1)).until(() -> aborted.get() == 2);
        }
    }

    @Test
    void visitorWhoLeavesInMidBodyAbortsTheOriginsCallWithinASecond() throws Exception {
        var aborted = new AtomicInteger();
        tunnel.origin()
                .script(
                        "/endless",
                        (connection, _) -> {
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                            try {
                                while (true) {
                                    connection.sendChunk(new byte[10_000]);
                                }
                            } finally {
                                aborted.incrementAndGet();
                            }
                        });
        RawVisitor visitor = tunnel.visitor().get(tunnel.host(), "/endless");
        assertThat(visitor.reader().exactly(500_000)).hasSize(500_000);

        visitor.close();

        await().atMost(Duration.ofSeconds(1)).until(() -> aborted.get() == 1);
    }

    @Test
    void fourHundredVisitorsWhoLeaveDoNotHurtTheLink() throws Exception {
        var arrived = new AtomicInteger();
        var aborted = new AtomicInteger();
        tunnel.origin()
                .script(
                        "/left",
                        (connection, _) -> {
                            arrived.incrementAndGet();
                            if (connection.isLeftWithin(Duration.ofSeconds(20))) {
                                aborted.incrementAndGet();
                            }
                        });
        String before = linksOpened();
        List<RawVisitor> visitors =
                Crowd.of(400, PATIENCE, _ -> tunnel.visitor().get(tunnel.host(), "/left"));
        await().atMost(PATIENCE).until(() -> arrived.get() == 400);

        for (RawVisitor visitor : visitors) {
            visitor.abort();
        }

        await().atMost(Duration.ofSeconds(5)).until(() -> aborted.get() == 400);
        RawResponse after = tunnel.get("/");
        assertThat(after.text()).isEqualTo("hello");
        assertThat(linksOpened()).as("lines about links").isEqualTo(before);
    }

    @Test
    void visitorsWhoLeaveOneAfterTheOtherDoNotEndTheLink() throws Exception {
        String before = linksOpened();
        try (H2Visitor other = tunnel.h2()) {
            for (int i = 0; i < 1_000; i++) {
                try (RawVisitor visitor = tunnel.visitor()) {
                    visitor.get(tunnel.host(), "/delay/300");
                }
            }
            assertThat(other.get(tunnel.host(), "/").text()).isEqualTo("hello");
        }
        assertThat(linksOpened()).as("lines about links").isEqualTo(before);
    }

    private String linksOpened() {
        return Long.toString(
                tunnel.client().output().lines().filter(it -> it.contains("onnect")).count());
    }
}
