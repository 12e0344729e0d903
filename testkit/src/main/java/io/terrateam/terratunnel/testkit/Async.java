package io.terrateam.terratunnel.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// Work beside the test, each on a virtual thread of its own; the common pool has too few threads
/// for work that waits.
public final class Async {
    private Async() {}

    /// Something that may throw.
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    /// The result to come of `work`.
    public static <T> CompletableFuture<T> call(Callable<T> work) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    /// The end to come of `work`.
    public static CompletableFuture<Boolean> run(Action work) {
        return call(() -> {
            work.run();
            return true;
        });
    }
}
