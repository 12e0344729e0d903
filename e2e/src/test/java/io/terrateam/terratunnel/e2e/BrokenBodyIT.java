package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A body that breaks on its way never looks complete to the visitor.
class BrokenBodyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
    private static final byte[] PART = new byte[1_000];

    private static TunnelSystem tunnel;

    /// How an origin breaks its answer.
    enum Break {
        CHUNKED_THEN_END,
        CHUNKED_THEN_RESET,
        CHUNKED_THEN_GARBAGE,
        LENGTH_THEN_END,
        LENGTH_THEN_RESET
    }

    @TempDir private Path directory;

    @BeforeAll
    static void start() throws Exception {
        tunnel = TunnelSystem.setup().withoutSizeLimits().start();
        for (Break how : Break.values()) {
            tunnel.origin()
                    .script(
                            "/broken/" + how,
                            (connection, _) -> {
                                boolean chunked = how.name().startsWith("CHUNKED");
                                connection.send(chunked ? CHUNKED : LENGTH);
                                if (chunked) {
                                    connection.sendChunk(PART);
                                } else {
                                    connection.send(PART);
                                }
                                connection.stall(Duration.ofMillis(100));
                                if (how == Break.CHUNKED_THEN_GARBAGE) {
                                    connection.send("xyz\r\n").stall(Duration.ofSeconds(5));
                                }
                                if (how.name().endsWith("RESET")) {
                                    connection.cut();
                                }
                            });
        }
        tunnel.origin()
                .script(
                        "/held",
                        (connection, head) -> {
                            boolean chunked = head.target().endsWith("chunked");
                            connection.send(chunked ? CHUNKED : LENGTH);
                            if (chunked) {
                                connection.sendChunk(PART);
                            } else {
                                connection.send(PART);
                            }
                            connection.isLeftWithin(Duration.ofSeconds(30));
                        });
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void brokenAnswerOfOriginIsNeverComplete(Break how) throws Exception {
        RawResponse response = tunnel.get("/broken/" + how);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        assertThat(response.body().length).isLessThanOrEqualTo(PART.length);
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange exchange = visitor.get(tunnel.host(), "/broken/" + how);
            assertThat(exchange.status()).isEqualTo(200);
            assertThat(exchange.awaitEnding()).isEqualTo(Ending.RESET);
            assertThat(visitor.get(tunnel.host(), "/").text()).isEqualTo("hello");
        }
    }

    @Test
    void killedOriginProcessIsNeverComplete() throws Exception {
        try (ProcessUnderTest origin = originProcess()) {
            String port = origin.awaitLine("on port (\\d+)", PATIENCE).group(1);
            try (TunnelSystem own =
                            TunnelSystem.setup()
                                    .withoutSizeLimits()
                                    .localEndpoint("http://127.0.0.1:" + port)
                                    .start();
                    RawVisitor visitor = own.visitor();
                    H2Visitor h2 = own.h2()) {
                visitor.get(own.host(), "/chunked/2000000000");
                assertThat(visitor.reader().exactly(300_000)).isNotEmpty();
                H2Exchange exchange = h2.get(own.host(), "/bytes/2000000000");
                await().atMost(PATIENCE).until(() -> exchange.bodyBytes() > 100_000);
                var rest = Async.call(() -> endingOf(visitor));

                origin.signal(Signal.KILL);

                assertThat(rest.get(10, TimeUnit.SECONDS)).isEqualTo(Ending.RESET);
                assertThat(exchange.awaitEnding()).isEqualTo(Ending.RESET);
            }
        }
    }

    @Test
    void killedAgentBreaksEveryBodyThatHasBegun() throws Exception {
        TunnelSystem.Client doomed = tunnel.startClient();
        String host = doomed.tunnelName() + "." + tunnel.domain();
        try (RawVisitor chunked = tunnel.visitor();
                RawVisitor length = tunnel.visitor();
                RawVisitor waiting = tunnel.visitor();
                H2Visitor h2 = tunnel.h2()) {
            chunked.get(host, "/held?chunked");
            length.get(host, "/held?length");
            waiting.get(host, "/delay/20000?killed");
            assertThat(chunked.readHead().status()).isEqualTo(200);
            assertThat(length.readHead().status()).isEqualTo(200);
            H2Exchange exchange = h2.get(host, "/held?chunked");
            assertThat(exchange.status()).isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> !tunnel.origin().requestsTo("/delay/20000?killed").isEmpty());

            doomed.process().signal(Signal.KILL);

            assertThat(endingOfChunked(chunked)).isNotEqualTo(Ending.COMPLETE);
            assertThat(length.awaitEnd(PATIENCE)).isNotEqualTo(Ending.TIMED_OUT);
            assertThat(exchange.awaitEnding()).isEqualTo(Ending.RESET);
            RawResponse answer = waiting.read();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("terratunnel-error")).contains("link-lost");
        }
    }

    private ProcessUnderTest originProcess() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                List.of(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestOrigin.class.getName());
        return ProcessUnderTest.start("origin", command, Map.of(), directory);
    }

    /// RESET for any improper end of the body whose head was swallowed with its first bytes.
    private static Ending endingOf(RawVisitor visitor) {
        try {
            byte[] tail = new byte[0];
            byte[] part = new byte[65_536];
            for (int n = visitor.reader().read(part, 0, part.length); n >= 0; ) {
                tail = java.util.Arrays.copyOfRange(part, Math.max(0, n - 5), n);
                n = visitor.reader().read(part, 0, part.length);
            }
            boolean looksComplete =
                    new String(tail, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .equals("0\r\n\r\n");
            return looksComplete ? Ending.COMPLETE : Ending.RESET;
        } catch (java.io.IOException e) {
            return Ending.RESET;
        }
    }

    private static Ending endingOfChunked(RawVisitor visitor) {
        return endingOf(visitor);
    }
}
