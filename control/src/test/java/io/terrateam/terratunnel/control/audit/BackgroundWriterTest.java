package io.terrateam.terratunnel.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundWriterTest {
    private final AtomicInteger done = new AtomicInteger();
    private final List<String> transactions = new CopyOnWriteArrayList<>();

    @Test
    void closingFinishesWhatIsQueued() {
        BackgroundWriter writer = start(100);
        for (int i = 0; i < 100; i++) {
            writer.submit(done::incrementAndGet);
        }

        writer.close();

        assertThat(done).hasValueGreaterThanOrEqualTo(99);
        assertThat(writer.submit(done::incrementAndGet)).isFalse();
    }

    @Test
    void fullQueueDropsTheNewestAndCounts() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BackgroundWriter writer = start(2);
        writer.submit(() -> {
            started.countDown();
            awaitQuietly(release);
        });
        started.await();

        assertThat(writer.submit(done::incrementAndGet)).isTrue();
        assertThat(writer.submit(done::incrementAndGet)).isTrue();
        assertThat(writer.submit(done::incrementAndGet)).isFalse();
        assertThat(writer.dropped()).isEqualTo(1);

        release.countDown();
        writer.close();
        assertThat(done).hasValue(2);
    }

    @Test
    void writeThatFailsDoesNotStopTheNext() {
        BackgroundWriter writer = start(10);
        writer.submit(() -> {
            throw new IllegalStateException("expected in this test");
        });
        writer.submit(done::incrementAndGet);

        writer.close();

        assertThat(done).hasValue(1);
    }

    @Test
    void whatHasQueuedUpIsOneTransaction() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BackgroundWriter writer = start(1_000);
        writer.submit(() -> {
            started.countDown();
            awaitQuietly(release);
        });
        started.await();
        for (int i = 0; i < 700; i++) {
            writer.submit(done::incrementAndGet);
        }

        release.countDown();
        writer.close();

        assertThat(done).hasValue(700);
        assertThat(transactions.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void writeThatFailsTakesNoneOfItsTransactionWithIt() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Integer> kept = new ArrayList<>();
        List<Integer> pending = new ArrayList<>();
        BackgroundWriter writer =
                BackgroundWriter.start(
                        10,
                        work -> {
                            pending.clear();
                            work.run();
                            kept.addAll(pending);
                        });
        writer.submit(() -> {
            started.countDown();
            awaitQuietly(release);
        });
        started.await();
        writer.submit(() -> pending.add(1));
        writer.submit(() -> {
            throw new IllegalStateException("expected in this test");
        });
        writer.submit(() -> pending.add(3));

        release.countDown();
        writer.close();

        assertThat(kept).containsExactly(1, 3);
    }

    private BackgroundWriter start(int capacity) {
        return BackgroundWriter.start(
                capacity,
                work -> {
                    transactions.add("began");
                    work.run();
                });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
