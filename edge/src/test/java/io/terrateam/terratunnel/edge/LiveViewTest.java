package io.terrateam.terratunnel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.edge.directory.RecentExchange;
import io.terrateam.terratunnel.edge.directory.TunnelActivity;
import io.terrateam.terratunnel.edge.link.LiveLink;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What the edge tells of its links and of what went over them.
final class LiveViewTest {
    private static final TunnelName PANDA = new TunnelName("panda");

    @Test
    void aLinkIsSeenWithWhoHasItAndGoesWhenItEnds() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest()) {
            Instant before = Instant.now();
            try (ScriptedAgent agent = edge.agent("panda", "User-Agent: agent/1")) {
                assertThat(agent.channel.isActive()).isTrue();
                List<LiveLink> live = edge.edge().liveLinks();
                assertThat(live).hasSize(1);
                LiveLink link = live.getFirst();
                assertThat(link.tunnel()).isEqualTo(PANDA);
                assertThat(link.id()).isNotEmpty();
                assertThat(link.since()).isBetween(before, Instant.now());
                assertThat(link.from().userAgent()).isEqualTo("agent/1");
                assertThat(link.from().peer().isLoopbackAddress()).isTrue();
                assertThat(link.version()).isEqualTo(2);
            }
            edge.awaitAudit("disconnected panda");
            assertThat(edge.edge().liveLinks()).isEmpty();
        }
    }

    @Test
    void exchangesAreCountedAndTheLastAreKeptWithoutTheirQueries() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest();
                ScriptedAgent agent = edge.agent("panda").answersAll("here");
                RawVisitor visitor = edge.visitor()) {
            assertThat(agent.channel.isActive()).isTrue();
            for (int i = 0; i < 25; i++) {
                visitor.asks("panda", "/number-" + i + "?token=secret");
                assertThat(visitor.reads().status()).isEqualTo(200);
            }

            TunnelActivity activity = activity(edge);

            assertThat(activity.exchanges()).isEqualTo(25);
            assertThat(activity.failures()).isZero();
            assertThat(activity.open()).isZero();
            assertThat(activity.recent()).hasSize(20);
            assertThat(activity.recent().getFirst().path()).isEqualTo("/number-24");
            assertThat(activity.recent().getLast().path()).isEqualTo("/number-5");
            RecentExchange last = activity.recent().getFirst();
            assertThat(last.method()).isEqualTo("GET");
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.failure()).isEmpty();
            assertThat(last.lasted()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
            assertThat(last.endedAt()).isBetween(Instant.now().minusSeconds(10), Instant.now());
        }
    }

    @Test
    void anExchangeThatFailsIsCountedWithItsCode() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest();
                RawVisitor visitor = edge.visitor()) {
            try (ScriptedAgent agent = edge.agent("panda")) {
                visitor.asks("panda", "/a");
                agent.awaitsRequest("/a");
            }
            assertThat(visitor.reads().status()).isEqualTo(502);

            TunnelActivity activity = activity(edge);

            assertThat(activity.failures()).isEqualTo(1);
            assertThat(activity.recent().getFirst().status()).isZero();
            assertThat(activity.recent().getFirst().failure()).isEqualTo("link-lost");
        }
    }

    @Test
    void longPathsAreCutAndProbesLeftOut() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest();
                ScriptedAgent agent = edge.agent("panda").answersAll("here");
                RawVisitor visitor = edge.visitor()) {
            assertThat(agent.channel.isActive()).isTrue();
            visitor.asks("panda", "/" + "x".repeat(2_000)).reads();
            visitor.asks("panda", "/.well-known/terratunnel-probe").reads();

            TunnelActivity activity = activity(edge);

            assertThat(activity.exchanges()).isEqualTo(1);
            assertThat(activity.recent().getFirst().path()).hasSize(256);
        }
    }

    @Test
    void nothingIsSaidOfTunnelsThatNobodyServed() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest()) {
            assertThat(
                            edge.edge()
                                    .activity(List.of(PANDA))
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS))
                    .isEmpty();
        }
    }

    private static TunnelActivity activity(EdgeUnderTest edge) throws Exception {
        List<TunnelActivity> all =
                edge.edge()
                        .activity(List.of(PANDA))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }
}
