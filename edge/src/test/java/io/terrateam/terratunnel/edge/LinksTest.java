package io.terrateam.terratunnel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Links of a running edge: how they are opened, refused, replaced, drained and ended.
final class LinksTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private EdgeUnderTest edge = new EdgeUnderTest();

    @AfterEach
    void end() {
        edge.close();
    }

    private void restart(EdgeConfig config) {
        edge.close();
        edge = new EdgeUnderTest(config);
    }

    // Opening.

    @Test
    void anAcceptedLinkIsToldItsUrl() throws Exception {
        try (ScriptedAgent agent = edge.agent("panda", "Terratunnel-Resume: secret-token")) {
            assertThat(agent.upgradeAnswer())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    .containsIgnoringCase("sec-websocket-protocol: terratunnel.v2")
                    .containsIgnoringCase("terratunnel-url: http://panda.example.test")
                    .containsIgnoringCase("terratunnel-subdomain: panda")
                    .containsIgnoringCase("terratunnel-link: ")
                    .containsIgnoringCase("terratunnel-resume: secret-token");
        }
        assertThat(edge.awaitAudit("disconnected panda")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8, 426",
        "Sec-WebSocket-Version: 13, X-Other: 13, 426",
        "terratunnel.v2, terratunnel.v3, 426",
        "dGhlIHNhbXBsZSBub25jZQ==, dGhl, 400",
        "dGhlIHNhbXBsZSBub25jZQ==, ???, 400",
        "Authorization: Bearer panda, Authorization: Basic panda, 401",
        "Authorization: Bearer panda, X-Other: 1, 401",
    })
    void aFaultyUpgradeIsRefusedWithADocument(String part, String instead, int status)
            throws Exception {
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(ScriptedAgent.upgrade("panda").replace(part, instead));

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.text()).contains("\"status\":" + status, "\"detail\":");
            assertThat(visitor.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"401, ''", "403, ''", "429, 17", "503, 5"})
    void aRefusalOfTheAuthenticatorIsPassedOn(int status, String retryAfter) throws Exception {
        Optional<Integer> seconds =
                retryAfter.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(retryAfter));
        edge.authenticator =
                application ->
                        CompletableFuture.completedFuture(
                                new LinkVerdict.Refused(
                                        status, "A \"title\"", "Do this.", seconds));
        try (RawVisitor visitor = edge.visitor()) {
            RawVisitor.Answer answer = visitor.sends(ScriptedAgent.upgrade("panda")).reads();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("retry-after")).isEqualTo(retryAfter);
            assertThat(answer.field("www-authenticate")).isEqualTo(status == 401 ? "Bearer" : "");
            assertThat(answer.text()).contains("A \\\"title\\\"", "Do this.");
        }
        edge.awaitAudit("refused " + status);
    }

    @Test
    void anAuthenticatorThatFailsIsOurFault() throws Exception {
        edge.authenticator =
                application -> CompletableFuture.failedFuture(new IllegalStateException("store"));
        try (RawVisitor visitor = edge.visitor()) {
            RawVisitor.Answer answer = visitor.sends(ScriptedAgent.upgrade("panda")).reads();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("retry-after")).isEqualTo("5");
            assertThat(answer.text()).doesNotContain("store");
        }
    }

    @Test
    void aVerdictThatDoesNotComeInTimeIsARefusalAndALateOneOpensNothing() throws Exception {
        restart(EdgeUnderTest.with(EdgeUnderTest.times(LONG, LONG, Duration.ofMillis(200))));
        CompletableFuture<LinkVerdict> verdict = new CompletableFuture<>();
        edge.authenticator = application -> verdict.copy();
        try (RawVisitor visitor = edge.visitor()) {
            RawVisitor.Answer answer = visitor.sends(ScriptedAgent.upgrade("panda")).reads();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("retry-after")).isEqualTo("5");
            assertThat(answer.text()).contains("Key check timed out", "try again");
            edge.awaitAudit("refused 503 Key check timed out");
            verdict.complete(accepted("panda"));
            assertThat(visitor.isClosedByPeer()).isTrue();
            assertThat(edge.audit).isEmpty();
            assertThat(edge.edge().linkHolders()).isEmpty();
        }
    }

    private static LinkVerdict accepted(String tunnel) {
        return new LinkVerdict.Accepted(
                new TunnelName(tunnel), new LinkVerdict.Holder.Anonymous(), null);
    }

    @Test
    void verdictsThatComeTogetherOpenNoMoreLinksThanThereMayBe() throws Exception {
        EdgeConfig.Counts counts = new EdgeConfig.Counts(100, 100, 100, 100, 100, 1, 100);
        restart(EdgeUnderTest.with(EdgeConfig.Sizes.DEFAULT, EdgeConfig.Times.DEFAULT, counts));
        CompletableFuture<LinkVerdict> verdict = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(2);
        edge.authenticator =
                application -> {
                    asked.countDown();
                    return verdict.copy();
                };
        try (RawVisitor one = edge.visitor();
                RawVisitor two = edge.visitor()) {
            one.sends(ScriptedAgent.upgrade("panda"));
            two.sends(ScriptedAgent.upgrade("panda"));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            verdict.complete(accepted("panda"));

            assertThat(List.of(one.reads().status(), two.reads().status()))
                    .containsExactlyInAnyOrder(101, 503);
        }
    }

    @Test
    void moreLinksThanThereMayBeAreRefused() throws Exception {
        EdgeConfig.Counts counts = new EdgeConfig.Counts(100, 100, 100, 100, 100, 1, 100);
        restart(EdgeUnderTest.with(EdgeConfig.Sizes.DEFAULT, EdgeConfig.Times.DEFAULT, counts));
        try (ScriptedAgent agent = edge.agent("panda");
                RawVisitor second = edge.visitor()) {
            RawVisitor.Answer answer = second.sends(ScriptedAgent.upgrade("koala")).reads();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("retry-after")).isEqualTo("1");
            assertThat(agent.channel.isActive()).isTrue();
        }
    }

    @Test
    void whatAnAgentSendsRightBehindItsUpgradeIsNotLost() throws Exception {
        for (int i = 0; i < 4; i++) {
            try (RawVisitor visitor = edge.visitor()) {
                byte[] text = {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0};
                visitor.sends(ScriptedAgent.upgrade("panda" + i)).sends(text);

                assertThat(visitor.reads().status()).isEqualTo(101);
                assertThat(visitor.readsToTheEnd()).as("close frame").contains("\u0003\u00eb");
            }
        }
    }

    // Taking over and sharing.

    @Test
    void aNewerLinkTakesOverAndTheOlderFinishes() throws Exception {
        try (ScriptedAgent older = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.asks("panda", "/running");
            int id = older.awaitsRequest("/running");
            try (ScriptedAgent newer = edge.agent("panda");
                    RawVisitor next = edge.visitor()) {
                older.awaits("goaway NO_ERROR replaced");
                next.asks("panda", "/next");
                newer.awaitsRequest("/next");
                older.sendsHead(id, Http2Peer.status(204), true);

                assertThat(visitor.reads().status()).isEqualTo(204);
                older.awaitsClose();
                edge.awaitAudit("disconnected panda");
                next.asks("panda", "/after");
                assertThat(newer.channel.isActive()).isTrue();
                edge.visitor().asks("panda", "/still").close();
                newer.awaitsRequest("/still");
            }
        }
    }

    @Test
    void aLinkThatMustNotTakeOverIsRefused() throws Exception {
        try (ScriptedAgent older = edge.agent("panda");
                RawVisitor newer = edge.visitor()) {
            newer.sends(ScriptedAgent.upgrade("panda", "Terratunnel-No-Takeover: 1"));

            assertThat(newer.reads().status()).isEqualTo(409);
            assertThat(older.channel.isActive()).isTrue();
        }
    }

    @Test
    void pooledLinksShareTheTraffic() throws Exception {
        try (ScriptedAgent one = edge.agent("panda", "Terratunnel-Pool: 1");
                ScriptedAgent two = edge.agent("panda", "Terratunnel-Pool: 1")) {
            // Kept: a socket that nobody refers to may be closed at any time.
            List<RawVisitor> visitors = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                visitors.add(edge.visitor().asks("panda", "/p"));
            }
            for (int i = 0; i < 2; i++) {
                one.awaitsRequest("/p");
                two.awaitsRequest("/p");
            }
            for (RawVisitor visitor : visitors) {
                visitor.close();
            }
        }
    }

    @Test
    void roomThatAnAgentMakesLaterServesThoseWhoWait() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.connect(edge.port(), "panda", true, 1);
                RawVisitor first = edge.visitor();
                RawVisitor second = edge.visitor()) {
            edge.awaitAudit("connected panda");
            first.asks("panda", "/first");
            agent.awaitsRequest("/first");
            second.asks("panda", "/second");
            agent.run(ctx ->
                    agent.http2
                            .encoder()
                            .writeSettings(
                                    ctx,
                                    new Http2Settings().maxConcurrentStreams(5),
                                    ctx.newPromise()));

            agent.awaitsRequest("/second");
        }
    }

    @Test
    void aRefusedStreamIsTriedOnceMore() throws Exception {
        try (ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.asks("panda", "/refused");
            agent.resets(agent.awaitsRequest("/refused"), Http2Error.REFUSED_STREAM);
            agent.resets(agent.awaitsRequest("/refused"), Http2Error.REFUSED_STREAM);

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("terratunnel-error")).isEqualTo("link-lost");
        }
    }

    // Draining.

    @Test
    void drainTellsAgentsAndFinishesWhatRuns() throws Exception {
        try (ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor();
                RawVisitor idle = edge.visitor()) {
            assertThat(idle.asks("nobody", "/").reads().status()).isEqualTo(404);
            visitor.asks("panda", "/running");
            int id = agent.awaitsRequest("/running");

            CompletableFuture<Void> drained =
                    edge.edge().drain(Duration.ofSeconds(20)).toCompletableFuture();
            agent.awaits("goaway NO_ERROR draining");
            assertThat(idle.isClosedByPeer()).isTrue();
            assertThat(drained).isNotDone();
            agent.sendsHead(id, Http2Peer.status(200, "content-length", "2"), false);
            agent.sends(id, "ok", true);

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.field("connection")).isEqualTo("close");
            agent.awaitsClose();
            drained.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void drainLetsNoLinkOpenThatIsAboutTo() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.connect(edge.port(), "panda", false, 1)) {
            CompletableFuture<Void> drained =
                    edge.edge().drain(Duration.ofSeconds(20)).toCompletableFuture();

            agent.awaitsClose();
            drained.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void drainRefusesALinkThatWaitsForItsVerdict() throws Exception {
        CompletableFuture<LinkVerdict> verdict = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        edge.authenticator =
                application -> {
                    asked.complete(null);
                    return verdict;
                };
        try (RawVisitor visitor = edge.visitor()) {
            visitor.sends(ScriptedAgent.upgrade("panda"));
            asked.get(10, TimeUnit.SECONDS);
            edge.edge().drain(Duration.ofSeconds(20));
            verdict.complete(accepted("panda"));

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("terratunnel-error")).isEqualTo("draining");
        }
    }

    @Test
    void drainGivesUpAfterItsTime() throws Exception {
        try (ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.asks("panda", "/running");
            agent.awaitsRequest("/running");

            edge.edge()
                    .drain(Duration.ofMillis(200))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void anAgentThatDrainsGetsNoMoreRequests() throws Exception {
        try (ScriptedAgent leaving = edge.agent("panda", "Terratunnel-Pool: 1");
                ScriptedAgent staying = edge.agent("panda", "Terratunnel-Pool: 1");
                RawVisitor visitor = edge.visitor()) {
            leaving.run(ctx ->
                    leaving.http2.goAway(
                            ctx,
                            0,
                            Http2Error.NO_ERROR.code(),
                            ctx.alloc().buffer(1),
                            ctx.newPromise()));
            leaving.awaitsClose();
            for (int i = 0; i < 3; i++) {
                visitor.asks("panda", "/" + i);
                int id = staying.awaitsRequest("/" + i);
                staying.sendsHead(id, Http2Peer.status(204), true);
                assertThat(visitor.reads().status()).isEqualTo(204);
            }
        }
    }

    // Hostile agents.

    @Test
    void anAgentThatNeverSendsSettingsIsCutOff() throws Exception {
        restart(EdgeUnderTest.with(EdgeUnderTest.times(LONG, LONG, Duration.ofMillis(200))));
        try (ScriptedAgent agent = ScriptedAgent.connect(edge.port(), "panda", false, 1)) {
            // It gets a close frame, which it does not answer.
            agent.awaitsClose();
            assertThat(edge.edge().isServed(new TunnelName("panda"))).isFalse();
        }
    }

    @Test
    void anAgentThatFloodsWithSettingsIsCutOff() throws Exception {
        try (ScriptedAgent agent = edge.agent("panda")) {
            for (int i = 0; i < 500; i++) {
                agent.run(ctx ->
                        agent.http2
                                .encoder()
                                .writeSettings(
                                        ctx,
                                        new Http2Settings().headerTableSize(4_096),
                                        ctx.newPromise()));
            }
            agent.awaitsClose();
            edge.awaitAudit("disconnected panda");
        }
    }

    @Test
    void anUnasked101IsNoAnswer() throws Exception {
        try (ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.asks("panda", "/x");
            agent.sendsHead(agent.awaitsRequest("/x"), Http2Peer.status(101), false);

            assertThat(visitor.reads().status()).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @CsvSource({"'a\r\nx-injected: 1'", "'a\nx-injected: 1'", "'a\u0000'"})
    void controlCharactersOfAnAgentNeverReachAVisitor(String value) throws Exception {
        try (ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor()) {
            visitor.asks("panda", "/x");
            agent.sendsHead(agent.awaitsRequest("/x"), Http2Peer.status(200, "x-a", value), true);

            RawVisitor.Answer answer = visitor.reads();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("x-injected")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"abc", "1", "99999", "''", "-20", "2000", "099"})
    void aStatusThatIsNoneIsNoAnswer(String status) throws Exception {
        try (ScriptedAgent agent = edge.agent("panda");
                RawVisitor visitor = edge.visitor();
                RawVisitor other = edge.visitor()) {
            other.asks("panda", "/other");
            int untouched = agent.awaitsRequest("/other");
            visitor.asks("panda", "/x");
            int id = agent.awaitsRequest("/x");
            agent.sendsHead(id, Http2Peer.status(200).status(status), true);

            assertThat(visitor.reads().status()).isEqualTo(502);
            agent.sendsHead(untouched, Http2Peer.status(204), true);
            assertThat(other.reads().status()).as("others on the link").isEqualTo(204);
        }
    }
}
