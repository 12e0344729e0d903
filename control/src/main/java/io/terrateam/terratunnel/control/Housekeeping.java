package io.terrateam.terratunnel.control;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what is kept for a time only: at the start, and every [#PERIOD] after.
///
/// Works in small batches with a pause behind each, so that nobody waits long for the database.
///
/// Thread: a virtual thread of its own, `housekeeping`, until [#close]. Failure: a chore that fails
/// is warned of, and done again the next time.
public final class Housekeeping implements AutoCloseable {
    /// How many rows a batch deletes at most.
    public static final int BATCH = 1_000;

    static final Duration PERIOD = Duration.ofHours(1);
    static final Duration PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /// Something to delete.
    ///
    /// @param name what, for the log
    /// @param batch deletes [#BATCH] rows at most, or all where there can't be many, and says how
    ///   many; called until it says 0
    public record Chore(String name, IntSupplier batch) {}

    private final List<Chore> chores;
    private final Duration period;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private Housekeeping(List<Chore> chores, Duration period) {
        this.chores = List.copyOf(chores);
        this.period = period;
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    /// Begins at once.
    public static Housekeeping start(List<Chore> chores) {
        return start(chores, PERIOD);
    }

    static Housekeeping start(List<Chore> chores, Duration period) {
        Housekeeping housekeeping = new Housekeeping(chores, period);
        housekeeping.thread.start();
        return housekeeping;
    }

    private void run() {
        try {
            do {
                for (Chore chore : chores) {
                    doAll(chore);
                }
            } while (!closing.await(period.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void doAll(Chore chore) throws InterruptedException {
        long deleted = 0;
        try {
            for (int some = chore.batch().getAsInt(); some > 0; some = chore.batch().getAsInt()) {
                deleted += some;
                if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("housekeeping failed, it is tried again later, chore {}", chore.name(), e);
        }
        if (deleted > 0) {
            LOG.debug("housekeeping chore={} deleted={}", chore.name(), deleted);
        }
    }

    /// Waits for the batch that runs.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("housekeeping did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
