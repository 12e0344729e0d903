package io.terrateam.terratunnel.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Visitors who are slow, endless or greedy, over real sockets.
final class HostileVisitorTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void aSlowFirstHeadIsAnswered408AndCut() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.times(SHORT, LONG, LONG));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                RawVisitor visitor = edge.visitor()) {
            visitor.sends("GET / HTTP/1.1\r\nHost: panda");

            assertThat(visitor.reads().status()).isEqualTo(408);
            assertThat(visitor.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aSlowLaterHeadIsCut() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.times(SHORT, LONG, LONG));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                RawVisitor visitor = edge.visitor()) {
            assertThat(visitor.asks("nobody", "/").reads().status()).isEqualTo(404);
            visitor.sends("GET / HT");

            assertThat(visitor.readsToTheEnd())
                    .satisfiesAnyOf(
                            end -> assertThat(end).isEmpty(),
                            end -> assertThat(end).startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void aSlowHeadBehindAPipelinedRequestIsCut() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.times(SHORT, LONG, LONG));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.sends(RawVisitor.get("panda", "/a") + "GET /b HT");
            int id = agent.awaitsRequest("/a");
            agent.sendsHead(id, Http2Peer.status(204), true);
            assertThat(visitor.reads().status()).isEqualTo(204);

            assertThat(visitor.readsToTheEnd())
                    .satisfiesAnyOf(
                            end -> assertThat(end).isEmpty(),
                            end -> assertThat(end).startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void aConnectionThatSaysNothingIsCut() throws Exception {
        EdgeConfig.Times times =
                new EdgeConfig.Times(LONG, SHORT, LONG, LONG, LONG, LONG, LONG, LONG, LONG);
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeUnderTest.with(times));
                RawVisitor silent = edge.visitor();
                RawVisitor idle = edge.visitor()) {
            assertThat(idle.asks("nobody", "/").reads().status()).isEqualTo(404);

            assertThat(silent.isClosedByPeer()).isTrue();
            assertThat(idle.isClosedByPeer()).isTrue();
        }
    }

    /// The kernel keeps silent connections to itself for a second.
    @Test
    void aConnectionThatSaysNothingForAWhileIsServedLater() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest();
                RawVisitor late = edge.visitor()) {
            assertThat(late.hearsNothingFor(Duration.ofMillis(1_500))).isTrue();

            assertThat(late.asks("nobody", "/").reads().status()).isEqualTo(404);
        }
    }

    @Test
    void whoAsksForANameThatNobodyCanLookUpIsAnsweredAllTheSame() throws Exception {
        EdgeConfig.Times times = EdgeUnderTest.holding(SHORT);
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeUnderTest.with(times));
                RawVisitor visitor = edge.visitor()) {
            edge.reservations = name -> new CompletableFuture<>();

            assertThat(visitor.asks("unknown", "/").reads().status()).isEqualTo(503);
        }
    }

    @Test
    void halfAnHttp2PrefaceIsCut() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.times(SHORT, LONG, LONG));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                RawVisitor visitor = edge.visitor()) {
            visitor.sends("PRI * HTT");

            assertThat(visitor.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aPausedBodyIsAnswered408AndCut() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.times(LONG, SHORT, LONG));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    "POST /p HTTP/1.1\r\nHost: panda.example.test\r\nContent-Length: 10\r\n\r\nabc");
            int id = agent.awaitsRequest("/p");

            assertThat(visitor.reads().status()).isEqualTo(408);
            agent.awaits("reset " + id + " CANCEL");
        }
    }

    @Test
    void aBodyThatTheAgentDoesNotTakeIsNotTheVisitorsFault() throws Exception {
        EdgeConfig config =
                EdgeUnderTest.with(EdgeUnderTest.times(LONG, Duration.ofMillis(200), LONG));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            agent.takesData = false;
            int length = 600_000;
            Thread upload =
                    Thread.startVirtualThread(() -> {
                        try {
                            visitor.sends(
                                    "POST /p HTTP/1.1\r\nHost: panda.example.test\r\nContent-Length: "
                                            + length
                                            + "\r\n\r\n");
                            visitor.sends(new byte[length]);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            int id = agent.awaitsRequest("/p");
            agent.awaits("data " + id + " of \\d+");
            String next = "";
            while (next != null && next.isEmpty()) {
                next = quietFor(agent);
            }
            agent.sendsHead(id, Http2Peer.status(200), true);

            assertThat(visitor.reads().status()).isEqualTo(200);
            visitor.resets();
            upload.join();
        }
    }

    private static Thread sending(RawVisitor visitor, byte[] bytes) {
        return Thread.startVirtualThread(() -> {
            try {
                visitor.sends(bytes);
            } catch (IOException cutOff) {
                // The test ends the connection.
            }
        });
    }

    @Test
    void whatIsPipelinedBehindAnOpenExchangeIsNotReadForEver() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest();
                ScriptedAgent agent = edge.agent("panda")) {
            byte[] many = RawVisitor.get("panda", "/").repeat(300_000).getBytes(US_ASCII);
            // Some of the connections move to the tunnel's loop, some are there already.
            for (int i = 0; i < 4; i++) {
                RawVisitor visitor = edge.visitor().asks("panda", "/first" + i);
                Thread upload = sending(visitor, many);
                agent.awaitsRequest("/first" + i);

                assertThat(upload.join(Duration.ofMillis(700))).as("all of it was read").isFalse();
                visitor.close();
            }
        }
    }

    @Test
    void whatComesBehindAnUndecidedLinkIsNotReadForEver() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest();
                RawVisitor visitor = edge.visitor()) {
            CompletableFuture<LinkVerdict> verdict = new CompletableFuture<>();
            edge.authenticator = application -> verdict;
            visitor.sends(ScriptedAgent.upgrade("panda"));
            Thread upload = sending(visitor, new byte[16 << 20]);

            assertThat(upload.join(Duration.ofMillis(700))).as("all of it was read").isFalse();
            verdict.complete(new LinkVerdict.Refused(403, "No", "No.", Optional.empty()));

            assertThat(visitor.reads().status()).isEqualTo(403);
        }
    }

    /// Null once the agent has heard nothing for longer than a body may pause.
    private static String quietFor(ScriptedAgent agent) throws InterruptedException {
        String line = agent.heard.poll(600, java.util.concurrent.TimeUnit.MILLISECONDS);
        assertThat(line == null ? "" : line).doesNotStartWith("reset");
        return line == null ? null : "";
    }

    @Test
    void a413DuringARunningUploadIsReadable() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.sizes(10_000, 0, 1 << 20));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    "POST /up HTTP/1.1\r\nHost: panda.example.test\r\nTransfer-Encoding: chunked\r\n\r\n");
            String framed = "3e8\r\n" + "x".repeat(1_000) + "\r\n";
            for (int i = 0; i < 1_000; i++) {
                visitor.sends(framed);
            }

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.field("terratunnel-error")).isEqualTo("too-large");
            assertThat(answer.field("connection")).isEqualTo("close");
            int id = agent.awaitsRequest("/up");
            agent.awaits("reset " + id + " CANCEL");
        }
    }

    @Test
    void a413OfKnownLengthNeverReachesTheAgent() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.sizes(10_000, 0, 1 << 20));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.sends(
                    "POST /up HTTP/1.1\r\nHost: panda.example.test\r\nContent-Length: 10001\r\n\r\n");

            assertThat(visitor.reads().status()).isEqualTo(413);
            assertThat(visitor.isClosedByPeer()).isTrue();
            assertThat(agent.heads).isEmpty();
        }
    }

    @Test
    void aSlowReaderWhoFillsTheLinksBudgetIsCutAndOthersGoOn() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.sizes(0, 0, 100_000));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                RawVisitor slow = edge.visitor();
                RawVisitor other = edge.visitor()) {
            slow.asks("panda", "/slow");
            int id = agent.awaitsRequest("/slow");
            agent.sendsHead(id, Http2Peer.status(200), false);
            agent.sends(id, 20 << 20, false);
            agent.awaits("reset " + id + " CANCEL");

            other.asks("panda", "/other");
            int next = agent.awaitsRequest("/other");
            agent.sendsHead(next, Http2Peer.status(204), true);
            assertThat(other.reads().status()).isEqualTo(204);
        }
    }

    /// The visitor's connection window takes 65,535 bytes; everything else waits at the edge,
    /// though no stream of the link is open any more.
    @Test
    void answersThatHaveEndedCountAgainstTheLinksBudgetUntilTheyAreTaken() throws Exception {
        EdgeConfig config = EdgeUnderTest.with(EdgeUnderTest.sizes(0, 0, 320_000));
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                Http2TestVisitor slow = edge.http2Visitor()) {
            slow.takesData = false;
            for (int i = 0; i < 3; i++) {
                answers(agent, slow, "/held" + i);
            }
            assertThat(slow.resets).isEmpty();
            answers(agent, slow, "/over");
            assertThat(slow.resets).hasSize(1);

            for (int id = 3; id <= 15; id += 4) {
                slow.resets(id, Http2Error.CANCEL);
            }
            for (int i = 0; i < 2; i++) {
                answers(agent, slow, "/again" + i);
            }
            assertThat(slow.resets).as("given back").hasSize(1);
        }
    }

    /// All of an answer has come when the next one's head has; windows hold no heads back.
    private static void answers(ScriptedAgent agent, Http2TestVisitor visitor, String path)
            throws Exception {
        visitor.asks("panda", path);
        int id = agent.awaitsRequest(path);
        agent.sendsHead(id, Http2Peer.status(200), false);
        agent.sends(id, 100_000, true);
        int next = visitor.asks("panda", "/after" + path);
        agent.sendsHead(agent.awaitsRequest("/after" + path), Http2Peer.status(204), true);
        visitor.awaits("head " + next + " 204 end");
    }

    @Test
    void anHttp2VisitorWhoReadsNothingIsCutInTheEnd() throws Exception {
        EdgeConfig.Times times =
                new EdgeConfig.Times(LONG, SHORT, LONG, LONG, LONG, SHORT, LONG, LONG, LONG);
        EdgeConfig config =
                EdgeUnderTest.with(
                        EdgeUnderTest.sizes(0, 0, 64 << 20), times, EdgeConfig.Counts.DEFAULT);
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                Http2TestVisitor visitor = edge.http2Visitor()) {
            visitor.readsNothingButAsksForMuch();
            visitor.asks("panda", "/big");
            int id = agent.awaitsRequest("/big");
            agent.sendsHead(id, Http2Peer.status(200), false);
            agent.sends(id, 20 << 20, false);
            agent.awaits("reset " + id + " CANCEL");
            agent.channel.close();

            CompletableFuture<Void> drained = edge.edge().drain(LONG).toCompletableFuture();
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aVisitorWhoDoesNotReadIsCutAfterAWhile() throws Exception {
        EdgeConfig.Times times =
                new EdgeConfig.Times(LONG, LONG, LONG, LONG, LONG, SHORT, LONG, LONG, LONG);
        EdgeConfig config =
                EdgeUnderTest.with(
                        EdgeUnderTest.sizes(0, 0, 64 << 20), times, EdgeConfig.Counts.DEFAULT);
        try (EdgeUnderTest edge = new EdgeUnderTest(config);
                ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.asks("panda", "/big");
            int id = agent.awaitsRequest("/big");
            agent.sendsHead(id, Http2Peer.status(200), false);
            agent.sends(id, 20 << 20, false);

            agent.awaits("reset " + id + " CANCEL");
        }
    }
}
