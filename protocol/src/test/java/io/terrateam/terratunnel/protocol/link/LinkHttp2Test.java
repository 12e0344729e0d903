package io.terrateam.terratunnel.protocol.link;

import static io.terrateam.terratunnel.protocol.link.LinkedPair.request;
import static io.terrateam.terratunnel.protocol.link.LinkedPair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both roles of a link's HTTP/2, talking through their WebSocket codecs.
final class LinkHttp2Test {

    private static final LinkLimits LIMITS = LinkLimits.DEFAULT;

    private final LinkedPair pair = new LinkedPair(LIMITS);

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void theAgentAnnouncesWhatItTakes() {
        assertThat(Map.copyOf(pair.edge.settings))
                .containsEntry('\u0003', (long) LIMITS.maxConcurrentStreams())
                .containsEntry('\u0004', (long) LIMITS.streamWindowBytes())
                .containsEntry('\u0005', (long) LIMITS.maxFrameBytes())
                .containsEntry('\u0006', (long) LIMITS.maxHeaderListBytes())
                .containsEntry('\b', 1L); // ENABLE_CONNECT_PROTOCOL
    }

    @Test
    void theEdgeWantsNoPushAndLimitsNoStreams() {
        assertThat(Map.copyOf(pair.agent.settings))
                .containsEntry('\u0002', 0L)
                .containsEntry('\u0004', (long) LIMITS.streamWindowBytes())
                .doesNotContainKeys('\u0003', '\b');
    }

    @Test
    void carriesAnExchangeWithBodiesInterimResponseAndTrailers() {
        int id = pair.edge.opens(request("/a?b=%2F").add("x-one", "1"), false);
        pair.edge.sendsData(id, "ping", false);
        pair.edge.sendsHead(id, new DefaultHttp2Headers().add("x-sum", "4"), true);
        pair.carry();
        pair.agent.sendsHead(id, status("103").add("link", "</a.css>"), false);
        pair.agent.sendsHead(
                id, status("200").add("set-cookie", "a").add("set-cookie", "b"), false);
        pair.agent.sendsData(id, "pong", false);
        pair.agent.sendsHead(id, new DefaultHttp2Headers().add("x-end", "yes"), true);
        pair.carry();

        assertThat(pair.agent.heard)
                .containsExactly(
                        "head 3 :method=GET :scheme=http :authority=a.example :path=/a?b=%2F x-one=1",
                        "data 3 ping", "head 3 x-sum=4 end");
        assertThat(pair.edge.heard)
                .containsExactly(
                        "head 3 :status=103 link=</a.css>",
                        "head 3 :status=200 set-cookie=a set-cookie=b",
                        "data 3 pong",
                        "head 3 x-end=yes end");
        assertThat(pair.edge.http2.connection().numActiveStreams()).isZero();
    }

    @Test
    void resetsGoBothWays() {
        int left = pair.edge.opens(request("/left"), true);
        int broken = pair.edge.opens(request("/broken"), true);
        pair.carry();
        pair.edge.resets(left, Http2Error.CANCEL);
        pair.agent.resets(broken, Http2Error.INTERNAL_ERROR);
        pair.carry();

        assertThat(pair.agent.heard).contains("reset 3 CANCEL");
        assertThat(pair.edge.heard).containsExactly("reset 5 INTERNAL_ERROR");
    }

    @Test
    void carriesBigBodiesThroughTheirWindows() {
        byte[] body = new byte[3 << 20];
        int id = pair.edge.opens(request("/upload"), false);
        pair.edge.sendsData(id, body, true);
        pair.carry();

        assertThat(pair.agent.dataBytes).isEqualTo(body.length);
        assertThat(pair.agent.heard).last().asString().endsWith("end");
    }

    @Test
    void aSlowStreamHoldsItsOwnWindowAndNotTheConnections() {
        pair.agent.takesData = false;
        int slow = pair.edge.opens(request("/slow"), false);
        pair.edge.sendsData(slow, new byte[1 << 20], true);
        pair.carry();

        int connectionWindow = pair.edge.windowOfConnection();
        assertThat(
                        pair.edge
                                .http2
                                .connection()
                                .remote()
                                .flowController()
                                .windowSize(pair.edge.http2.connection().stream(slow)))
                .isZero();
        assertThat(connectionWindow).as("refilled as bytes arrive").isPositive();
    }

    @Test
    void widensTheConnectionsWindow() throws Exception {
        int before = pair.agent.windowOfConnection();

        LinkHttp2.openConnectionWindow(pair.edge.context(), LIMITS);
        pair.carry();

        assertThat(before).isEqualTo(65_535);
        assertThat(pair.agent.windowOfConnection()).isEqualTo(LIMITS.connectionWindowBytes());
    }

    @Test
    void visitorsWhoLeaveDoNotEndTheLink() {
        for (int i = 0; i < 5_000; i++) {
            int id = pair.edge.opens(request("/"), true);
            pair.edge.resets(id, Http2Error.CANCEL);
            if (i % 20 == 0) {
                pair.carry();
            }
            pair.agent.heard.clear();
            pair.agent.sent.reset();
        }
        pair.carry();

        assertThat(pair.agent.channel.isActive()).isTrue();
        assertThat(pair.edge.channel.isActive()).isTrue();
        assertThat(pair.edge.heard).isEmpty();
    }

    @Test
    void anAgentThatResetsEverythingEndsItsLink() {
        pair.agent.resetsEverything = true;
        for (int i = 0; i < 2_000; i++) {
            pair.edge.opens(request("/"), true);
            pair.carry();
        }
        assertThat(pair.edge.channel.isActive()).isTrue();

        pair.edge.opens(request("/"), true);
        pair.carry();

        assertThat(pair.agent.heard).contains("goaway ENHANCE_YOUR_CALM");
    }

    @Test
    void anAgentThatFloodsWithEmptyFramesEndsItsLink() {
        int id = pair.edge.opens(request("/"), true);
        pair.carry();
        pair.agent.sendsHead(id, status("200"), false);
        for (int i = 0; i < 20; i++) {
            pair.agent.sendsEmptyFrame(id);
            pair.carry();
        }

        assertThat(pair.agent.heard).contains("goaway ENHANCE_YOUR_CALM");
    }

    @Test
    void anAgentCannotOpenStreamsOfItsOwn() {
        pair.agent
                .http2
                .encoder()
                .writeHeaders(
                        pair.agent.context(),
                        2,
                        request("/evil"),
                        0,
                        true,
                        pair.agent.context().newPromise());
        pair.carry();

        assertThat(pair.edge.heard).noneMatch(line -> line.startsWith("head"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "cookie",
                "set-cookie",
                "x-request-id",
                "etag",
                "terratunnel-probe"
            })
    void fieldsThatMustNotBeGuessedAreNeverIndexed(String name) {
        assertThat(timesOnTheWire(name, "a-rather-secret-value")).isEqualTo(3);
    }

    @Test
    void otherFieldsAreIndexed() {
        assertThat(timesOnTheWire("x-same-every-time", "an-ordinary-value")).isEqualTo(1);
    }

    /// In how many of three equal heads the value is spelt out. The edge does not mask, and Netty
    /// Huffman-codes only long values.
    private int timesOnTheWire(String name, String value) {
        for (int i = 0; i < 3; i++) {
            Http2Headers head = request("/").add(name, value);
            pair.edge.opens(head, true);
            pair.carry();
        }
        String wire = pair.edge.sent.toString(StandardCharsets.ISO_8859_1);
        return wire.split(value, -1).length - 1;
    }

    @Test
    void limitsNameTheRuleThatTheyBreak() {
        assertThatThrownBy(() -> new LinkLimits(1, 1 << 20, 1 << 16, 1 << 16, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("streamWindowBytes: 1 (expected: >= 16384)");
        List<Runnable> others =
                List.of(
                        () -> new LinkLimits(1 << 16, 1, 1 << 16, 1 << 16, 1),
                        () -> new LinkLimits(1 << 16, 1 << 20, 1, 1 << 16, 1),
                        () -> new LinkLimits(1 << 16, 1 << 20, 1 << 16, 1, 1),
                        () -> new LinkLimits(1 << 16, 1 << 20, 1 << 16, 1 << 16, 0));
        for (Runnable other : others) {
            assertThatThrownBy(other::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void limitsRefuseFramesOver24Bits() {
        assertThatThrownBy(() -> new LinkLimits(1 << 16, 1 << 20, 1 << 24, 1 << 16, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxFrameBytes");
    }
}
