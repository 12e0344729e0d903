package io.terrateam.terratunnel.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SleepDetectorTest {

    private long nanos;
    private long wall = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        "2000, 2000, false",
        "2400, 2390, false",
        "5001, 5001, true",
        "2000, 600000, true",
        "2000, -60000, true",
        "2000, 4900, false"
    })
    void noticesLateTimersAndWallClockJumps(long monotonicMillis, long wallMillis, boolean slept) {
        SleepDetector detector = new SleepDetector(() -> nanos, () -> wall);

        nanos += Duration.ofMillis(monotonicMillis).toNanos();
        wall += wallMillis;

        assertThat(detector.tick()).isEqualTo(slept);
        nanos += SleepDetector.PERIOD.toNanos();
        wall += SleepDetector.PERIOD.toMillis();
        assertThat(detector.tick()).isFalse();
    }
}
