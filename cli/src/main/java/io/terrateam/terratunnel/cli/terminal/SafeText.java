package io.terrateam.terratunnel.cli.terminal;

/// Makes text from strangers safe to print: it can neither move the cursor, nor start a line, nor
/// turn text round.
public final class SafeText {
    private SafeText() {}

    /// `text` with control characters, escapes and bidirectional marks written as `\x1b` or
    /// `\u202e`.
    public static String of(CharSequence text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            append(safe, text.charAt(i));
        }
        return safe.toString();
    }

    /// As [#of], but keeps tabs, for the lines of a body.
    public static String ofLine(CharSequence text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                safe.append(c);
            } else {
                append(safe, c);
            }
        }
        return safe.toString();
    }

    private static void append(StringBuilder safe, char c) {
        if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
            safe.append("\\x%02x".formatted((int) c));
        } else if (isInvisibleOrder(c)) {
            safe.append("\\u%04x".formatted((int) c));
        } else {
            safe.append(c);
        }
    }

    private static boolean isInvisibleOrder(char c) {
        return c == 0x061c
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x2069)
                || c == 0xfeff;
    }
}
