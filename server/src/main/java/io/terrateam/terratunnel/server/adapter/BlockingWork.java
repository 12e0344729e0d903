package io.terrateam.terratunnel.server.adapter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Runs what may block on virtual threads: the crossing from an event loop and back.
///
/// Limits: [#MAX_RUNNING] at once, which is what the database can use; [#MAX_WAITING] more wait,
/// unit: calls. Beyond that a call fails at once, which the edge answers with 503.
public final class BlockingWork implements AutoCloseable {
    static final int MAX_RUNNING = 4;
    static final int MAX_WAITING = 10_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore running = new Semaphore(MAX_RUNNING, true);
    private final AtomicInteger pending = new AtomicInteger();

    /// The result of `work`, which runs elsewhere; the stage completes on that thread. Work whose
    /// stage somebody else has completed meanwhile is not begun.
    public <T> CompletionStage<T> supply(Supplier<T> work) {
        if (pending.incrementAndGet() > MAX_RUNNING + MAX_WAITING) {
            pending.decrementAndGet();
            return CompletableFuture.failedStage(
                    new RejectedExecutionException("too many calls wait for the database"));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> runBounded(work, result));
        } catch (RejectedExecutionException e) {
            pending.decrementAndGet();
            result.completeExceptionally(e);
        }
        return result;
    }

    private <T> void runBounded(Supplier<T> work, CompletableFuture<T> result) {
        running.acquireUninterruptibly();
        try {
            if (!result.isDone()) {
                result.complete(work.get());
            }
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        } finally {
            running.release();
            pending.decrementAndGet();
        }
    }

    /// Waits for what runs; nothing new is taken.
    @Override
    public void close() {
        threads.close();
    }
}
