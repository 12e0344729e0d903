package io.terrateam.terratunnel.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundWriterTest {
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void closingFinishesWhatIsQueued() {
        BackgroundWriter writer = BackgroundWriter.start(100);
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
        BackgroundWriter writer = BackgroundWriter.start(2);
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
        BackgroundWriter writer = BackgroundWriter.start(10);
        writer.submit(() -> {
            throw new IllegalStateException("expected in this test");
        });
        writer.submit(done::incrementAndGet);

        writer.close();

        assertThat(done).hasValue(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
