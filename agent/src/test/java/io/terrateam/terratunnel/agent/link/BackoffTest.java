package io.terrateam.terratunnel.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    /// Always the ceiling, so that it can be seen.
    private static final class Ceiling implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    @Test
    void ceilingsStayAtASecondWhileAServerRestarts() {
        Backoff waits = new Backoff(new Ceiling());

        assertThat(millis(waits, 6)).containsExactly(200L, 400L, 800L, 1000L, 1000L, 1000L);
        assertThat(millis(waits, Backoff.RESTART_TRIES - 6)).containsOnly(1000L);
        assertThat(waits.failuresInARow()).isEqualTo(Backoff.RESTART_TRIES);
    }

    @Test
    void ceilingsOfALongOutageDoubleUpToFifteenSeconds() {
        Backoff waits = new Backoff(new Ceiling());
        millis(waits, Backoff.RESTART_TRIES);

        assertThat(millis(waits, 6)).containsExactly(2000L, 4000L, 8000L, 15000L, 15000L, 15000L);
    }

    private static List<Long> millis(Backoff waits, int tries) {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            millis.add(waits.failed(Duration.ZERO).toMillis());
        }
        return millis;
    }

    @Test
    void everyWaitLiesBelowItsCeiling() {
        Backoff waits = new Backoff(RandomGenerator.of("L64X128MixRandom"));
        for (int i = 0; i < 1_000; i++) {
            assertThat(waits.failed(Duration.ZERO)).isBetween(Duration.ZERO, Backoff.MAX);
        }
    }

    @Test
    void linkThatHadBeenUp_isReplacedAtOnce() {
        Backoff waits = new Backoff(new Ceiling());
        waits.failed(Duration.ZERO);

        assertThat(waits.lost(Duration.ofSeconds(2))).isZero();
        assertThat(waits.failuresInARow()).isZero();
    }

    @Test
    void linkThatEndedAtOnce_countsAsFailure() {
        Backoff waits = new Backoff(new Ceiling());

        assertThat(waits.lost(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(200));
        assertThat(waits.lost(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void retryAfterIsHonouredUpToAMinute() {
        Backoff waits = new Backoff(new Ceiling());

        assertThat(waits.failed(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(waits.failed(Duration.ofHours(7))).isEqualTo(Duration.ofSeconds(60));
    }
}
