package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

final class TurnFlusherTest {

    @Test
    void manyRequestsOfOneTurnAreOneFlush() {
        Flushes flushes = new Flushes();
        EmbeddedChannel channel = new EmbeddedChannel(flushes);
        TurnFlusher flusher = new TurnFlusher(channel);

        flusher.request();
        flusher.request();
        flusher.request();
        assertThat(flushes.count).isZero();
        channel.runPendingTasks();

        assertThat(flushes.count).isEqualTo(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void theNextTurnFlushesAgain() {
        Flushes flushes = new Flushes();
        EmbeddedChannel channel = new EmbeddedChannel(flushes);
        TurnFlusher flusher = new TurnFlusher(channel);

        for (int turn = 1; turn <= 3; turn++) {
            flusher.request();
            channel.runPendingTasks();
            assertThat(flushes.count).isEqualTo(turn);
        }
        channel.finishAndReleaseAll();
    }

    @Test
    void aRequestMadeWhileFlushingIsServedInTheNextTurn() {
        EmbeddedChannel channel = new EmbeddedChannel();
        TurnFlusher flusher = new TurnFlusher(channel);
        Flushes flushes =
                new Flushes() {
                    @Override
                    public void flush(ChannelHandlerContext ctx) {
                        super.flush(ctx);
                        if (count == 1) {
                            flusher.request();
                        }
                    }
                };
        channel.pipeline().addLast(flushes);

        flusher.request();
        channel.runPendingTasks();

        assertThat(flushes.count).isEqualTo(2);
        channel.finishAndReleaseAll();
    }

    @Test
    void whatIsHeldBackIsWrittenBeforeTheFlush() {
        Flushes flushes = new Flushes();
        EmbeddedChannel channel = new EmbeddedChannel(flushes);
        TurnFlusher flusher = new TurnFlusher(channel, () -> channel.write("late").isDone());

        flusher.request();
        channel.runPendingTasks();

        assertThat(channel.<String>readOutbound()).isEqualTo("late");
        channel.finishAndReleaseAll();
    }

    private static class Flushes extends ChannelOutboundHandlerAdapter {
        int count;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            count++;
            ctx.flush();
        }
    }
}
