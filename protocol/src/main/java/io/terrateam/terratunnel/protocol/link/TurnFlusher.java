package io.terrateam.terratunnel.protocol.link;

import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/// Flushes one channel once per turn of its event loop, however many exchanges wrote to it in that
/// turn.
///
/// That merges all streams' frames into one WebSocket message and one system call: the biggest
/// single saving of CPU on the data path. The flush runs as a task, after everything that was
/// readable in this turn has been read.
///
/// Thread: the channel's loop; one object per channel.
public final class TurnFlusher {

    private static final FastThreadLocal<Turn> TURN =
            new FastThreadLocal<>() {
                @Override
                protected Turn initialValue() {
                    return new Turn();
                }
            };

    private final Channel channel;
    private final Runnable beforeFlush;
    private boolean requested;

    /// One flusher for one channel.
    public TurnFlusher(Channel channel) {
        this(channel, () -> {});
    }

    /// One flusher for one channel, which runs `beforeFlush` first: for what had better be written
    /// late.
    public TurnFlusher(Channel channel, Runnable beforeFlush) {
        this.channel = channel;
        this.beforeFlush = beforeFlush;
    }

    /// Asks for a flush at the end of this turn.
    public void request() {
        if (requested) {
            return;
        }
        requested = true;
        Turn turn = TURN.get();
        turn.waiting.add(this);
        if (turn.waiting.size() == 1) {
            channel.eventLoop().execute(turn);
        }
    }

    private void flush() {
        requested = false;
        beforeFlush.run();
        channel.flush();
    }

    /// The channels of one loop that wait for the end of its turn.
    private static final class Turn implements Runnable {
        private List<TurnFlusher> waiting = new ArrayList<>();
        private List<TurnFlusher> spare = new ArrayList<>();

        @Override
        public void run() {
            List<TurnFlusher> due = waiting;
            waiting = spare;
            for (int i = 0; i < due.size(); i++) {
                due.get(i).flush();
            }
            due.clear();
            spare = due;
        }
    }
}
