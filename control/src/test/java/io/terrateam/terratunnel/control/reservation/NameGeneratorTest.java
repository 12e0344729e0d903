package io.terrateam.terratunnel.control.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "perky-peach-fox",
                "brave-pink-wildcat",
                "wise-xanthic-otter",
                "great-daffodil-dove",
                "famous-lavender-otter",
                "brave-dumb-otter"
            })
    void someNamesHurt(String name) {
        assertThat(new HurtfulNames().contains(new TunnelName(name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brave-amber-otter",
                "sturdy-coral-peacock",
                "pastoral-pink-raccoon",
                "wild-brass-robin",
                "my-app"
            })
    void mostNamesDoNot(String name) {
        assertThat(new HurtfulNames().contains(new TunnelName(name))).isFalse();
    }

    @Test
    void nameThatWouldHurtIsDrawnAgain() {
        Deque<Integer> draws = new ArrayDeque<>();
        List<List<String>> words = generator.words();
        for (String name : List.of("perky-peach-fox", "perky-amber-fox")) {
            String[] parts = name.split("-");
            for (int i = 0; i < parts.length; i++) {
                draws.add(words.get(i).indexOf(parts[i]));
            }
        }
        assertThat(draws).doesNotContain(-1);
        RandomGenerator scripted =
                new RandomGenerator() {
                    @Override
                    public long nextLong() {
                        throw new IllegalStateException("not asked");
                    }

                    @Override
                    public int nextInt(int bound) {
                        return draws.remove();
                    }
                };

        assertThat(new NameGenerator(scripted).next(name -> false).value())
                .isEqualTo("perky-amber-fox");
    }

    @Test
    void fewNamesAreLostToThat() {
        HurtfulNames hurtful = new HurtfulNames();
        Random random = new Random(2);
        long lost = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (List<String> list : generator.words()) {
                name.append(name.isEmpty() ? "" : "-")
                        .append(list.get(random.nextInt(list.size())));
            }
            lost += hurtful.contains(new TunnelName(name.toString())) ? 1 : 0;
        }

        assertThat(lost).isBetween(1L, 200L);
    }
}
