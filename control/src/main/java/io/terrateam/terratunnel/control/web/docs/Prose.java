package io.terrateam.terratunnel.control.web.docs;

import java.util.ArrayList;
import java.util.List;

/// A text of the OpenAPI document as a page shows it.
///
/// Spec: CommonMark 6.1, code spans of single backticks; nothing else of Markdown is in the
/// document's texts.
///
/// @param parts in their order
public record Prose(List<Part> parts) {

    /// A piece of it.
    ///
    /// @param isCode whether it is something to type or that a program says
    public record Part(String text, boolean isCode) {}

    /// Reads a text. A backtick without a second one is none.
    static Prose of(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        int open = text.indexOf('`');
        while (open >= 0) {
            int close = text.indexOf('`', open + 1);
            if (close < 0) {
                break;
            }
            add(parts, text.substring(from, open), false);
            add(parts, text.substring(open + 1, close), true);
            from = close + 1;
            open = text.indexOf('`', from);
        }
        add(parts, text.substring(from), false);
        return new Prose(List.copyOf(parts));
    }

    private static void add(List<Part> parts, String text, boolean isCode) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, isCode));
        }
    }

    /// Whether there is nothing to show.
    public boolean isEmpty() {
        return parts.isEmpty();
    }
}
