package io.terrateam.terratunnel.webhook.json;

import java.util.ArrayList;
import java.util.List;

/// How a program writes JSON out.
///
/// @param indent what one level is indented by; empty for all in one line
/// @param isSpaced a space behind commas (in one line) and colons
/// @param isAscii whether other characters are escaped
/// @param escapes what else is escaped
/// @param isSorted whether members are in the order of their names
public record JsonStyle(
        String indent, boolean isSpaced, boolean isAscii, Escapes escapes, boolean isSorted) {

    /// What is escaped though it needn't be.
    public enum Escapes {
        /// Nothing.
        NONE,
        /// The slash, as PHP does.
        SLASH,
        /// `<`, `>` and `&`, as Go does.
        MARKUP
    }

    /// Everything in one line, no spaces.
    public static final JsonStyle COMPACT = new JsonStyle("", false, false, Escapes.NONE, false);

    /// The styles of common programs.
    public static List<JsonStyle> common() {
        List<JsonStyle> styles = new ArrayList<>();
        for (boolean isSorted : new boolean[] {false, true}) {
            for (Escapes escapes : Escapes.values()) {
                for (boolean isAscii : new boolean[] {false, true}) {
                    styles.add(new JsonStyle("", false, isAscii, escapes, isSorted));
                    styles.add(new JsonStyle("", true, isAscii, escapes, isSorted));
                    styles.add(new JsonStyle("  ", true, isAscii, escapes, isSorted));
                    styles.add(new JsonStyle("    ", true, isAscii, escapes, isSorted));
                    styles.add(new JsonStyle("\t", true, isAscii, escapes, isSorted));
                }
            }
        }
        return styles;
    }
}
