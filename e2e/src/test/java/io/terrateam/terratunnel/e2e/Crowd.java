package io.terrateam.terratunnel.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Many visitors at once, one virtual thread each.
final class Crowd {
    private Crowd() {}

    /// What one visitor does.
    @FunctionalInterface
    interface Visit<T> {
        T of(int index) throws Exception;
    }

    /// Runs `count` visits at once and gives all their results, in order.
    static <T> List<T> of(int count, Duration within, Visit<T> visit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + within.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                running.add(threads.submit(() -> visit.of(index)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                long left = Math.max(1, deadline - System.nanoTime());
                results.add(future.get(left, TimeUnit.NANOSECONDS));
            }
            return results;
        }
    }
}
