package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Names that nobody should find on their screen: insults, obscenities, and harmless words that are
/// none side by side.
///
/// Only for names that are made up here; whoever runs the server may choose what they like.
final class HurtfulNames {
    private static final int HALF_ALPHABET = 13;

    private final List<String> anywhere = new ArrayList<>();
    private final Set<String> words = new HashSet<>();
    private final Set<String> pairs = new HashSet<>();

    HurtfulNames() {
        for (String line : WordList.load("hurtful-names.txt")) {
            String entry = rot13(line);
            if (entry.startsWith("=")) {
                words.add(entry.substring(1));
            } else if (entry.contains(" ")) {
                pairs.add(entry);
            } else {
                anywhere.add(entry);
            }
        }
    }

    boolean contains(TunnelName name) {
        String[] parts = name.value().split("-");
        String joined = String.join("", parts);
        for (int i = 0; i < parts.length; i++) {
            if (words.contains(parts[i])
                    || (i > 0 && pairs.contains(parts[i - 1] + " " + parts[i]))) {
                return true;
            }
        }
        return anywhere.stream().anyMatch(joined::contains);
    }

    private static String rot13(String line) {
        StringBuilder text = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            text.append(letter ? (char) ('a' + (c - 'a' + HALF_ALPHABET) % 26) : c);
        }
        return text.toString();
    }
}
