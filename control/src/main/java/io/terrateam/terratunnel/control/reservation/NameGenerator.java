package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Makes up names of three words, such as `brave-amber-otter`; about ten million of them.
///
/// The words come from coolname (see the licence beside the lists), without those that could hurt
/// or mislead; [HurtfulNames] keeps out what they could only together.
public final class NameGenerator {
    private static final int MAX_TRIES = 100;

    private final HurtfulNames hurtful = new HurtfulNames();
    private final RandomGenerator random;
    private final List<List<String>> words;

    /// @param random what the words are drawn with
    public NameGenerator(RandomGenerator random) {
        this.random = random;
        this.words =
                List.of(
                        WordList.load("first-words.txt"),
                        WordList.load("second-words.txt"),
                        WordList.load("third-words.txt"));
    }

    /// A name that is not `taken`.
    ///
    /// @throws IllegalStateException where a hundred tries found none, which ten million names make
    ///   a fault
    public TunnelName next(Predicate<TunnelName> taken) {
        for (int i = 0; i < MAX_TRIES; i++) {
            TunnelName name = draw();
            if (!ReservedNames.contains(name) && !hurtful.contains(name) && !taken.test(name)) {
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
}
