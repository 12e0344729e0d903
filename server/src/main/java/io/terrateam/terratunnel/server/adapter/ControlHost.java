package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.control.web.WebRequest;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the server's own host with the control plane's pages: a virtual thread per request.
///
/// Thread: [#serve] is called on event loops and returns at once. Limits: [#MAX_AT_ONCE] requests
/// at once; more are answered 503. An answer that is streamed waits for its visitor part by part;
/// one that is whole is given to the edge and forgotten.
public final class ControlHost implements OwnHost, AutoCloseable {
    static final int MAX_AT_ONCE = 200;

    private static final Logger LOG = LoggerFactory.getLogger(ControlHost.class);
    private static final long CLOSE_SECONDS = 5;
    private static final byte[] BUSY =
            "{\"detail\":\"Too many requests at once\"}".getBytes(StandardCharsets.US_ASCII);

    private final WebApplication application;
    private final Semaphore free = new Semaphore(MAX_AT_ONCE);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("page-", 0).factory());

    /// @param application the pages
    public ControlHost(WebApplication application) {
        this.application = application;
    }

    @Override
    public void serve(Request request, Answer answer) {
        if (!free.tryAcquire()) {
            refuse(answer);
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    run(request, answer);
                } finally {
                    free.release();
                }
            });
        } catch (RejectedExecutionException e) {
            free.release();
            refuse(answer);
        }
    }

    private static void refuse(Answer answer) {
        answer.head(
                503,
                List.of(
                        new Field("Content-Type", "application/json"),
                        new Field("Content-Length", Integer.toString(BUSY.length)),
                        new Field("Retry-After", "1"),
                        new Field("Cache-Control", "no-store")),
                false);
        answer.body(BUSY, true);
    }

    private void run(Request request, Answer answer) {
        try {
            application.serve(webRequest(request), new OwnHostResponder(answer));
        } catch (RuntimeException | Error e) {
            LOG.error("a request for the own host failed, request {}", request.requestId(), e);
            answer.abort();
        }
    }

    private static WebRequest webRequest(Request request) {
        return new WebRequest(
                request.method(),
                request.target(),
                request.scheme(),
                request.peer(),
                request.requestId(),
                OwnHostResponder.webFields(request.fields()),
                request.body());
    }

    /// Waits a little for what runs, then ends it.
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
