package io.terrateam.terratunnel.control.audit;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Small writes that nobody waits for, done one after the other by one virtual thread.
///
/// Limits: the queue `store-background` holds at most `capacity` writes. When it is full the newest
/// write is dropped and counted; a warning says how many were lost once there is room again.
/// Failure: a write that fails is logged and not tried again.
public final class BackgroundWriter implements AutoCloseable {
    /// How many writes wait at most, unless somebody says otherwise.
    public static final int DEFAULT_CAPACITY = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWriter.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final BlockingQueue<Runnable> queue;
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closing;

    private BackgroundWriter(int capacity) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = Thread.ofVirtual().name("store-background").unstarted(this::run);
    }

    /// Starts one.
    public static BackgroundWriter start(int capacity) {
        BackgroundWriter writer = new BackgroundWriter(capacity);
        writer.thread.start();
        return writer;
    }

    /// Queues a write, or drops it where the queue is full.
    ///
    /// @return whether it was queued
    public boolean submit(Runnable write) {
        boolean queued = !closing && queue.offer(write);
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
        closing = true;
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
            while (!closing || !queue.isEmpty()) {
                runOne(queue.take());
                reportDropped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private static void runOne(Runnable write) {
        try {
            write.run();
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
