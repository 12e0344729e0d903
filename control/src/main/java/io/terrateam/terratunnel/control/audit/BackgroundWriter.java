package io.terrateam.terratunnel.control.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Small writes that nobody waits for, done in order by one virtual thread.
///
/// What has queued up meanwhile goes into one transaction, up to [#MAX_BATCH] writes: the disk is
/// waited for once for all of them, so the more there is to do the less each costs.
///
/// Limits: the queue `store-background` holds at most `capacity` writes. When it is full the newest
/// write is dropped and counted; a warning says how many were lost once there is room again.
/// Failure: where a transaction fails, each of its writes is tried once more in one of its own; one
/// that fails then is logged and not tried again.
public final class BackgroundWriter implements AutoCloseable {
    /// How many writes wait at most, unless somebody says otherwise.
    public static final int DEFAULT_CAPACITY = 16_384;

    static final int MAX_BATCH = 500;

    private static final long GATHER_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWriter.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final BlockingQueue<Runnable> queue;
    private final Consumer<Runnable> transaction;
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    private BackgroundWriter(int capacity, Consumer<Runnable> transaction) {
        this.transaction = transaction;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = Thread.ofVirtual().name("store-background").unstarted(this::run);
    }

    /// Starts one.
    ///
    /// @param transaction runs what it is given so that all its writes are kept or none
    public static BackgroundWriter start(int capacity, Consumer<Runnable> transaction) {
        BackgroundWriter writer = new BackgroundWriter(capacity, transaction);
        writer.thread.start();
        return writer;
    }

    /// Queues a write, or drops it where the queue is full.
    ///
    /// @return whether it was queued
    public boolean submit(Runnable write) {
        boolean queued = !isClosing() && queue.offer(write);
        if (!queued) {
            dropped.incrementAndGet();
        }
        return queued;
    }

    /// How many writes were dropped since the last warning.
    public long dropped() {
        return dropped.get();
    }

    /// Does what is queued, for a few seconds at most, and ends.
    @Override
    public void close() {
        closing.countDown();
        queue.offer(() -> {});
        try {
            if (!ended.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("writes left undone at the end, writes {}", queue.size());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            List<Runnable> batch = new ArrayList<>();
            while (!isClosing() || !queue.isEmpty()) {
                batch.add(queue.take());
                gather();
                queue.drainTo(batch, MAX_BATCH - 1);
                runAll(batch);
                batch.clear();
                reportDropped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /// Lets a few more come, since each transaction waits for the disk.
    private void gather() throws InterruptedException {
        if (queue.size() < MAX_BATCH - 1) {
            boolean _ = closing.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void runAll(List<Runnable> batch) {
        try {
            transaction.accept(() -> batch.forEach(Runnable::run));
        } catch (RuntimeException e) {
            LOG.debug("a transaction of background writes failed, writes {}", batch.size(), e);
            batch.forEach(this::runOne);
        }
    }

    private void runOne(Runnable write) {
        try {
            transaction.accept(write);
        } catch (RuntimeException e) {
            LOG.error("a background write failed", e);
        }
    }

    private void reportDropped() {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.warn(
                    "the database is too slow, writes of the audit log were lost, writes {}", lost);
        }
    }
}
