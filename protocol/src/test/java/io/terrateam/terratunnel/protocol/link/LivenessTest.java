package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.terrateam.terratunnel.protocol.link.Liveness.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LivenessTest {

    private static final int PING_TYPE = 6;

    private final List<Object> events = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private Liveness liveness;
    private long nowNanos = Long.MAX_VALUE - 5; // wraps round soon

    @BeforeEach
    void begin() {
        channel.freezeTime();
        Http2ConnectionHandler http2 =
                LinkHttp2.edgeRole(LinkLimits.DEFAULT, new Http2EventAdapter(), stream -> false);
        liveness = new Liveness(http2, Patience.DEFAULT, () -> nowNanos);
        channel.pipeline().addLast(new Front(), liveness, http2, new Events());
        channel.runPendingTasks();
        channel.releaseOutbound(); // preface and settings
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void asksAfterTenQuietSeconds() {
        pass(Duration.ofMillis(9_999));
        assertThat(writtenFrameTypes()).isEmpty();

        pass(Duration.ofMillis(1));

        assertThat(writtenFrameTypes()).containsExactly(PING_TYPE);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void endsTheLinkAfterTwentyFiveSilentSeconds() {
        pass(Duration.ofSeconds(10));
        pass(Duration.ofMillis(14_999));
        assertThat(channel.isActive()).isTrue();

        pass(Duration.ofMillis(1));

        assertThat(events).containsExactly(new Liveness.Dead());
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void anyByteIsASignOfLife() {
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(9));
            hear();
        }
        assertThat(writtenFrameTypes()).isEmpty();
        assertThat(liveness.lastReadNanos()).isEqualTo(nowNanos);
    }

    @Test
    void anythingHeardAfterThePingCallsItOff() {
        pass(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(14));
        hear();
        pass(Duration.ofMillis(9_999));

        assertThat(channel.isActive()).isTrue();
        assertThat(writtenFrameTypes()).containsExactly(PING_TYPE);
    }

    @Test
    void asksAgainAfterEachQuietTime() {
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(10));
            hear();
        }
        pass(Duration.ofSeconds(10));

        assertThat(writtenFrameTypes()).hasSize(4).containsOnly(PING_TYPE);
    }

    @Test
    void aProbeWaitsOnlyItsOwnLimit() {
        liveness.probeNow(Duration.ofSeconds(2));
        assertThat(writtenFrameTypes()).containsExactly(PING_TYPE);

        pass(Duration.ofMillis(1_999));
        assertThat(channel.isActive()).isTrue();
        pass(Duration.ofMillis(1));

        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void anAnsweredProbeLeavesTheLinkAlone() {
        liveness.probeNow(Duration.ofSeconds(2));
        hear();
        pass(Duration.ofSeconds(5));

        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void stopsWhenTheChannelIsClosed() {
        channel.close();
        channel.runPendingTasks();
        pass(Duration.ofMinutes(1));

        assertThat(events).isEmpty();
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private void hear() {
        channel.pipeline().context(Front.class).fireChannelRead("byte");
    }

    private List<Integer> writtenFrameTypes() {
        channel.runPendingTasks();
        List<Integer> types = new ArrayList<>();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            while (part.isReadable(9)) {
                int length = part.readUnsignedMedium();
                types.add((int) part.readUnsignedByte());
                part.skipBytes(5 + length);
            }
            part.release();
        }
        return types;
    }

    /// A name in the pipeline to fire from: what [Liveness] passes on is no HTTP/2 and is dropped.
    private static final class Front extends ChannelInboundHandlerAdapter {}

    private final class Events extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Liveness.Dead) {
                events.add(event);
            }
        }
    }
}
