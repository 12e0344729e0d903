package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Makes up names of three words, such as `brave-amber-otter`; about ten million of them.
///
/// The words come from coolname (see the licence beside the lists), without those that could hurt
/// or mislead.
public final class NameGenerator {
    private static final int MAX_TRIES = 100;

    private final RandomGenerator random;
    private final List<List<String>> words;

    /// @param random what the words are drawn with
    public NameGenerator(RandomGenerator random) {
        this.random = random;
        this.words =
                List.of(load("first-words.txt"), load("second-words.txt"), load("third-words.txt"));
    }

    /// A name that is not `taken`.
    ///
    /// @throws IllegalStateException where a hundred tries found none, which ten million names make
    ///   a fault
    public TunnelName next(Predicate<TunnelName> taken) {
        for (int i = 0; i < MAX_TRIES; i++) {
            TunnelName name = draw();
            if (!ReservedNames.contains(name) && !taken.test(name)) {
                return name;
            }
        }
        throw new IllegalStateException("no free name found in " + MAX_TRIES + " tries");
    }

    List<List<String>> words() {
        return words;
    }

    private TunnelName draw() {
        List<String> drawn =
                words.stream().map(list -> list.get(random.nextInt(list.size()))).toList();
        return new TunnelName(String.join("-", drawn));
    }

    private static List<String> load(String resource) {
        try (InputStream in = NameGenerator.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
