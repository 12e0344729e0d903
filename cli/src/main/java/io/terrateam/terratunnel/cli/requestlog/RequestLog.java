package io.terrateam.terratunnel.cli.requestlog;

import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends every exchange to a file, in full, credentials masked.
///
/// Thread: taps on the event loop, writes on the virtual thread `request-log`. Limits:
/// [CapturedBody#MAX_BYTES] of each body; [#BUDGET_BYTES] of bodies in memory, beyond which bodies
/// are left out; the queue `request-log` holds [#CAPACITY] exchanges. When it is full the newest is
/// dropped and counted, and a line in the file says how many. Failure: where the file can't be
/// written (any more), that is said once and nothing else happens.
public final class RequestLog implements ExchangeTap, AutoCloseable {
    static final int CAPACITY = 1_000;
    static final long BUDGET_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long WAKE_MILLIS = 200;

    private final BlockingQueue<CapturedExchange> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final CaptureBudget budget = new CaptureBudget(BUDGET_BYTES);
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Writer file;
    private final Clock clock;
    private volatile boolean closing;
    private boolean isBroken;

    private RequestLog(Writer file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /// Opens `path` for appending; it is made with its directories, for its owner only, where it
    /// does not exist.
    public static RequestLog open(Path path, Clock clock) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.exists(absolute)) {
            createPrivate(absolute);
        }
        Writer writer =
                Files.newBufferedWriter(
                        absolute,
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
        RequestLog log = new RequestLog(writer, clock);
        Thread.ofVirtual().name("request-log").start(log::run);
        return log;
    }

    private static void createPrivate(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Override
    public Recording begin(String id, Http2Headers requestHead) {
        return new CapturedExchange(id, clock.instant(), requestHead, budget, this::offer);
    }

    private void offer(CapturedExchange exchange) {
        if (closing || !queue.offer(exchange)) {
            exchange.giveBack();
            dropped.incrementAndGet();
        }
    }

    /// Writes what is queued, for a few seconds at most, and closes the file.
    @Override
    public void close() {
        closing = true;
        try {
            if (!ended.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("request log not written to its end, exchanges {}", queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (file) {
            while (!closing || !queue.isEmpty()) {
                CapturedExchange exchange = queue.poll(WAKE_MILLIS, TimeUnit.MILLISECONDS);
                if (exchange != null) {
                    write(exchange);
                }
            }
        } catch (IOException e) {
            LOG.warn("request log could not be closed, cause {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void write(CapturedExchange exchange) {
        try {
            if (!isBroken) {
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    file.write("[" + lost + " exchanges left out: the disk was too slow]\n\n");
                }
                file.write(EntryText.of(exchange));
                file.flush();
            }
        } catch (IOException e) {
            isBroken = true;
            LOG.warn("request log can't be written any more, cause {}", e.getMessage());
        } finally {
            exchange.giveBack();
        }
    }
}
