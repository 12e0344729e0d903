package io.terrateam.terratunnel.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockingWorkTest {
    @Test
    void runsElsewhereAndPassesFailuresOn() {
        try (BlockingWork blocking = new BlockingWork()) {
            assertThat(
                            blocking.supply(() -> Thread.currentThread().isVirtual())
                                    .toCompletableFuture()
                                    .join())
                    .isTrue();
            assertThatThrownBy(() ->
                            blocking.supply(
                                            () -> {
                                                throw new IllegalStateException("no");
                                            })
                                    .toCompletableFuture()
                                    .join())
                    .hasRootCauseMessage("no");
        }
    }

    @Test
    void runsFewAtOnce() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(BlockingWork.MAX_RUNNING);
        CountDownLatch release = new CountDownLatch(1);
        try (BlockingWork blocking = new BlockingWork()) {
            List<CompletableFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(
                        blocking.supply(
                                        () -> {
                                            most.accumulateAndGet(
                                                    running.incrementAndGet(), Math::max);
                                            full.countDown();
                                            awaitQuietly(release);
                                            return running.decrementAndGet();
                                        })
                                .toCompletableFuture());
            }
            full.await();
            release.countDown();
            calls.forEach(CompletableFuture::join);
        }

        assertThat(most).hasValue(BlockingWork.MAX_RUNNING);
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotBegun() {
        CountDownLatch full = new CountDownLatch(BlockingWork.MAX_RUNNING);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (BlockingWork blocking = new BlockingWork()) {
            for (int i = 0; i < BlockingWork.MAX_RUNNING; i++) {
                blocking.supply(() -> {
                    full.countDown();
                    awaitQuietly(release);
                    return begun.get();
                });
            }
            awaitQuietly(full);
            blocking.supply(begun::incrementAndGet)
                    .toCompletableFuture()
                    .completeExceptionally(new TimeoutException());
            release.countDown();
        }

        assertThat(begun).hasValue(0);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
