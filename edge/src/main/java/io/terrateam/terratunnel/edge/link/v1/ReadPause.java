package io.terrateam.terratunnel.edge.link.v1;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Stops reading a link for a while when a visitor reads more slowly than its agent sends: version
/// 1 has no other way to say so, and this one stops all exchanges of the link.
///
/// Whoever holds most is given up when its pause has lasted too long: so slow visitors get their
/// downloads as long as nobody else waits for them.
///
/// Thread: the link's loop. Limits: 8 MiB for one unfinished answer, 16 MiB for all of them; a
/// pause of 15 s, of 5 s where other exchanges run, and then of 10 s in all for one exchange.
final class ReadPause {

    private static final long ANSWER_BYTES = 8L << 20;
    private static final long ALL_BYTES = 16L << 20;
    private static final long SLACK_BYTES = 512L << 10;
    private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long BESIDE_OTHERS_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long BESIDE_OTHERS_IN_ALL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final V1Link link;
    private final Channel channel;
    private final LongSupplier nanoTime;

    private boolean paused;
    private int number;
    private long sinceNanos;
    private @Nullable V1LinkStream culprit;

    ReadPause(V1Link link, Channel channel, LongSupplier nanoTime) {
        this.link = link;
        this.channel = channel;
        this.nanoTime = nanoTime;
    }

    /// Bytes have come, or have gone on.
    void look() {
        if (!paused) {
            if (link.buffer().heldBytes() > ANSWER_BYTES) {
                pauseIfOver();
            }
        } else if (!isOver(SLACK_BYTES)) {
            resume();
        }
    }

    private void pauseIfOver() {
        if (!isOver(0)) {
            return;
        }
        V1LinkStream greediest = link.greediest();
        if (greediest == null) {
            return;
        }
        paused = true;
        culprit = greediest;
        sinceNanos = nanoTime.getAsLong();
        channel.config().setAutoRead(false);
        int mine = ++number;
        channel.eventLoop()
                .schedule(() -> giveUp(mine), limitNanos(greediest), TimeUnit.NANOSECONDS);
    }

    private long limitNanos(V1LinkStream greediest) {
        if (link.openStreams() <= 1) {
            return ALONE_NANOS;
        }
        long left = BESIDE_OTHERS_IN_ALL_NANOS - greediest.pausedNanos();
        return Math.max(0, Math.min(BESIDE_OTHERS_NANOS, left));
    }

    private boolean isOver(long slack) {
        V1LinkStream greediest = link.greediest();
        return greediest != null
                && (greediest.heldBytes() > ANSWER_BYTES - slack
                        || link.unfinishedBytes() > ALL_BYTES - slack);
    }

    private void giveUp(int which) {
        V1LinkStream greediest = link.greediest();
        if (paused && which == number && greediest != null) {
            greediest.broken("its visitor reads too slowly");
            resumeUnlessOver();
        }
    }

    private void resumeUnlessOver() {
        if (!isOver(SLACK_BYTES)) {
            resume();
        } else {
            V1LinkStream next = link.greediest();
            int mine = ++number;
            if (next != null) {
                channel.eventLoop()
                        .schedule(() -> giveUp(mine), limitNanos(next), TimeUnit.NANOSECONDS);
            }
        }
    }

    private void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        number++;
        if (culprit != null && link.openStreams() > 1) {
            culprit.addPause(nanoTime.getAsLong() - sinceNanos);
        }
        culprit = null;
        channel.config().setAutoRead(true);
    }
}
