package io.terrateam.terratunnel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.LinkVerdict.Holder;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Links that are ended by whom they belong to.
final class LinkClosingTest {
    private static final Holder FIRST = new Holder.Owner(1, 1);
    private static final Holder SECOND = new Holder.Owner(2, 2);

    @Test
    void onlyTheLinksOfTheHolderEndAndTheAgentIsToldWhy() throws Exception {
        try (EdgeUnderTest edge = owned();
                ScriptedAgent ending = edge.agent("first");
                ScriptedAgent staying = edge.agent("second").answersAll("here");
                RawVisitor visitor = edge.visitor()) {
            CompletableFuture<Object> told = closeFrame(ending);
            assertThat(edge.edge().linkHolders()).containsExactlyInAnyOrder(FIRST, SECOND);

            edge.edge().closeLinks(FIRST::equals, "the key was revoked", false);

            assertThat(told.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new WebSocketCodec.PeerClosed(1008, "the key was revoked"));
            ending.awaitsClose();
            assertThat(edge.awaitAudit("disconnected")).endsWith("first the key was revoked");
            assertThat(edge.edge().linkHolders()).containsExactly(SECOND);
            assertThat(visitor.asks("second", "/").reads().status()).isEqualTo(200);
            assertThat(staying.channel.isActive()).isTrue();
        }
    }

    @Test
    void anAgentThatDoesNotAnswerTheCloseIsCutOffWithWhatItServes() throws Exception {
        try (EdgeUnderTest edge = owned();
                ScriptedAgent deaf = edge.agent("first");
                RawVisitor visitor = edge.visitor()) {
            visitor.asks("first", "/a");
            deaf.awaitsRequest("/a");
            deaf.channel.config().setAutoRead(false);

            long before = System.nanoTime();
            edge.edge().closeLinks(holder -> true, "the key was revoked", false);

            assertThat(visitor.reads().status()).isEqualTo(502);
            assertThat(edge.awaitAudit("disconnected")).endsWith("the key was revoked");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void whereTheTunnelEndsTooNobodyWaitsForAnotherLink() throws Exception {
        try (EdgeUnderTest edge = owned();
                RawVisitor visitor = edge.visitor()) {
            ScriptedAgent ending = edge.agent("first");
            edge.edge().closeLinks(FIRST::equals, "the tunnel is disabled", true);
            edge.awaitAudit("disconnected first");

            long before = System.nanoTime();

            assertThat(visitor.asks("first", "/").reads().status()).isEqualTo(404);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(2));
            ending.close();
        }
    }

    @Test
    void aTunnelThatEndedIsServedAgainByItsNextLink() throws Exception {
        try (EdgeUnderTest edge = owned();
                RawVisitor visitor = edge.visitor()) {
            edge.agent("first");
            edge.edge().closeLinks(FIRST::equals, "the tunnel is disabled", true);
            edge.awaitAudit("disconnected first");

            try (ScriptedAgent again = edge.agent("first").answersAll("here")) {
                assertThat(again.channel.isActive()).isTrue();
                assertThat(visitor.asks("first", "/").reads().status()).isEqualTo(200);
            }
        }
    }

    private static EdgeUnderTest owned() {
        EdgeUnderTest edge = new EdgeUnderTest();
        edge.authenticator =
                application -> {
                    TunnelName name = new TunnelName(application.apiKey().reveal());
                    Holder holder = name.value().equals("first") ? FIRST : SECOND;
                    return CompletableFuture.completedFuture(
                            new LinkVerdict.Accepted(name, holder, null));
                };
        return edge;
    }

    /// Listens from before it returns: a handler that another thread adds hears nothing until the
    /// loop gets round to it.
    private static CompletableFuture<Object> closeFrame(ScriptedAgent agent) {
        CompletableFuture<Object> told = new CompletableFuture<>();
        ChannelInboundHandlerAdapter listener =
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        if (event instanceof WebSocketCodec.PeerClosed) {
                            told.complete(event);
                        }
                    }
                };
        agent.channel
                .eventLoop()
                .submit(() -> agent.channel.pipeline().addLast(listener))
                .syncUninterruptibly();
        return told;
    }
}
