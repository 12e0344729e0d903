package io.terrateam.terratunnel.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Prints lines on a virtual thread of its own.
///
/// Limits: the queue `terminal` holds [#CAPACITY] lines. When it is full, because the terminal is
/// paused or slow, the newest lines are dropped and counted, and a line says how many once there is
/// room again.
public final class LinePrinter implements AutoCloseable {
    static final int CAPACITY = 2_048;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private record Line(PrintStream to, String text) {}

    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final PrintStream out;
    private final PrintStream err;
    private volatile boolean closing;

    private LinePrinter(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// Starts one.
    public static LinePrinter start(PrintStream out, PrintStream err) {
        LinePrinter printer = new LinePrinter(out, err);
        Thread.ofVirtual().name("terminal").start(printer::run);
        return printer;
    }

    /// Prints a line to standard output, soon.
    public void out(String line) {
        offer(new Line(out, line));
    }

    /// Prints a line to standard error, soon.
    public void err(String line) {
        offer(new Line(err, line));
    }

    private void offer(Line line) {
        if (closing || !queue.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    /// Prints what is queued, for two seconds at most, and ends.
    @Override
    public void close() {
        closing = true;
        queue.offer(new Line(out, ""));
        try {
            ended.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                print(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void print(Line line) {
        if (closing && line.text().isEmpty()) {
            return;
        }
        line.to().println(line.text());
        line.to().flush();
        long lost = closing ? 0 : dropped.getAndSet(0);
        if (lost > 0) {
            err.println("(" + lost + " lines left out: the terminal was too slow)");
        }
    }
}
