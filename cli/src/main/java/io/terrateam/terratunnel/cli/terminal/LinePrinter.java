package io.terrateam.terratunnel.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    static final int CAPACITY = 8_192;

    private static final long PAUSE_MILLIS = 20;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private record Line(PrintStream to, String text) {}

    /// Wakes a printer that is about to close; not printed.
    private static final Line LAST = new Line(System.out, "");

    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch wake = new CountDownLatch(1);
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
        wake.countDown();
        queue.offer(LAST);
        try {
            ended.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Line> batch = new ArrayList<>();
        try {
            while (!closing || !queue.isEmpty()) {
                batch.add(queue.take());
                queue.drainTo(batch);
                print(batch);
                batch.clear();
                if (!closing) {
                    // A crowd of lines is printed together: a wake-up and a write for each would
                    // cost a good part of what its exchange does.
                    wake.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void print(List<Line> batch) {
        StringBuilder text = new StringBuilder();
        PrintStream to = out;
        for (Line line : batch) {
            if (line.to() != to) {
                flush(text, to);
                to = line.to();
            }
            if (line != LAST) {
                text.append(line.text()).append(System.lineSeparator());
            }
        }
        flush(text, to);
        long lost = closing ? 0 : dropped.getAndSet(0);
        if (lost > 0) {
            err.println("(" + lost + " lines left out: the terminal was too slow)");
        }
    }

    /// As bytes: a stream that is given text goes through it twice more, character by character.
    private static void flush(StringBuilder text, PrintStream to) {
        byte[] bytes = text.toString().getBytes(to.charset());
        to.write(bytes, 0, bytes.length);
        to.flush();
        text.setLength(0);
    }
}
