package io.terrateam.terratunnel.control.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameGeneratorTest {
    private final NameGenerator generator = new NameGenerator(new Random(1));

    @Test
    void namesAreThreeLowerCaseWords() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(generator.next(name -> false).value()).matches("[a-z]+-[a-z]+-[a-z]+");
        }
    }

    @Test
    void everyCombinationIsAHostLabel() {
        int longest =
                generator.words().stream()
                        .mapToInt(list -> list.stream().mapToInt(String::length).max().orElse(0))
                        .sum();

        assertThat(longest + 2).isLessThanOrEqualTo(TunnelName.MAX_LENGTH);
        assertThat(generator.words().stream().flatMap(List::stream))
                .allMatch(w -> w.matches("[a-z]+"));
    }

    @Test
    void thereAreMillionsOfThem() {
        long combinations =
                generator.words().stream().mapToLong(List::size).reduce(1, (a, b) -> a * b);

        assertThat(combinations).isGreaterThan(5_000_000);
    }

    @Test
    void takenNamesAreNotGivenAgain() {
        Set<TunnelName> given = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(given.add(generator.next(given::contains))).isTrue();
        }
    }

    @Test
    void givesUpWhenEverythingIsTaken() {
        assertThatThrownBy(() -> generator.next(name -> true))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesOfTheServerAreKept() {
        for (String name : new String[] {"admin", "www", "api", "localhost"}) {
            assertThat(ReservedNames.contains(new TunnelName(name))).isTrue();
        }
        assertThat(ReservedNames.contains(new TunnelName("brave-amber-otter"))).isFalse();
    }
}
