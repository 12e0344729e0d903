package io.terrateam.terratunnel.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/// Hands log lines to another appender on a thread of its own: event loops log too, and a write to
/// a file or pipe may wait for a disk or a reader.
///
/// Thread: any may log; a daemon thread, `log-writer`, writes. Limits: [#CAPACITY] lines wait; when
/// it is full the newest is dropped and counted, and a warning says how many once there is room.
final class LogWriter extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final int CAPACITY = 8_192;

    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(1);

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicInteger unwritten = new AtomicInteger();
    private final Appender<ILoggingEvent> lines;
    private final Thread thread;

    /// @param lines where they go in the end
    LogWriter(Appender<ILoggingEvent> lines) {
        this.lines = lines;
        this.thread = Thread.ofPlatform().name("log-writer").daemon(true).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        unwritten.incrementAndGet();
        if (!queue.offer(event)) {
            unwritten.decrementAndGet();
            dropped.incrementAndGet();
        }
    }

    /// Waits until what was logged before is written, for [#FLUSH_TIMEOUT] at most.
    void flush() {
        long deadline = System.nanoTime() + FLUSH_TIMEOUT.toNanos();
        try {
            while (unwritten.get() > 0 && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                ILoggingEvent event = queue.take();
                lines.doAppend(event);
                unwritten.decrementAndGet();
                tellOfDropped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellOfDropped() {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            lines.doAppend(
                    new LoggingEvent(
                            LogWriter.class.getName(),
                            (ch.qos.logback.classic.Logger)
                                    LoggerFactory.getLogger(LogWriter.class),
                            Level.WARN,
                            "log lines came faster than they could be written, lines lost {}",
                            null,
                            new Object[] {lost}));
        }
    }
}
