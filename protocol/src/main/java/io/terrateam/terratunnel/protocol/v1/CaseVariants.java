package io.terrateam.terratunnel.protocol.v1;

import java.util.Locale;

/// Names that differ in nothing but case: a JSON object has a name only once, but a head may have
/// several fields of it.
public final class CaseVariants {

    private static final int MAX_LETTERS = 10;

    private CaseVariants() {}

    /// How many names differ from this one in nothing but case, itself included; 1,024 are enough.
    public static int count(CharSequence name) {
        int letters = 0;
        for (int i = 0; i < name.length() && letters < MAX_LETTERS; i++) {
            letters += isLetter(name.charAt(i)) ? 1 : 0;
        }
        return 1 << letters;
    }

    /// The variant with this number, from 0 for all lower case to [#count] less one.
    public static String of(CharSequence name, int number) {
        String lower = name.toString().toLowerCase(Locale.ROOT);
        if (number == 0) {
            return lower;
        }
        StringBuilder variant = new StringBuilder(lower);
        int bits = number;
        for (int i = 0; i < lower.length() && bits != 0; i++) {
            char letter = lower.charAt(i);
            if (isLetter(letter)) {
                if ((bits & 1) != 0) {
                    variant.setCharAt(i, (char) (letter - 'a' + 'A'));
                }
                bits >>>= 1;
            }
        }
        return variant.toString();
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
