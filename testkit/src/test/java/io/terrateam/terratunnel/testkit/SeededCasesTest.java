package io.terrateam.terratunnel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeededCasesTest {
    private static List<String> series(long seed) {
        return SeededCases.of(seed, 50, random -> SeededCases.text(random, "abc", 1, 5))
                .map(SeededCases.Case::value)
                .toList();
    }

    @Test
    void seriesIsTheSameInEveryRun() {
        assertThat(series(7)).isEqualTo(series(7)).isNotEqualTo(series(8));
        assertThat(series(7)).allMatch(text -> text.matches("[abc]{1,5}"));
        assertThat(series(7).stream().distinct().count()).isGreaterThan(20);
    }
}
