package io.terrateam.terratunnel.testkit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Generated test cases that are the same in every run: case `i` of a seed is always the same.
///
/// `SeededCases.of(42, 200, random -> …)` is a method source for a parameterised test; a failure
/// names seed and index.
public final class SeededCases {
    private SeededCases() {}

    /// One case with where it came from.
    ///
    /// @param seed the seed of the series
    /// @param index its place in the series
    /// @param value the case
    public record Case<T>(long seed, int index, T value) {
        @Override
        public String toString() {
            return "seed " + seed + " case " + index + ": " + value;
        }
    }

    /// `count` cases made by `maker`.
    public static <T> Stream<Case<T>> of(
            long seed, int count, Function<SplittableRandom, T> maker) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var random = new SplittableRandom(seed * 1_000_003 + i);
                    return new Case<>(seed, i, maker.apply(random));
                });
    }

    /// One of `choices`.
    public static <T> T oneOf(SplittableRandom random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// A text of `min` to `max` characters from `alphabet`.
    public static String text(SplittableRandom random, String alphabet, int min, int max) {
        int length = random.nextInt(min, max + 1);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
