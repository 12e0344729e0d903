package io.terrateam.terratunnel.agent.link;

import java.util.Optional;

/// What a server's refusal says, for a person to read.
///
/// A strict reader of JSON is not needed for that, and there is none in the agent: the first string
/// members `detail` and `title` are picked out. Control characters are left out, since the text
/// goes to a terminal.
///
/// Thread: pure functions. Spec: RFC 9457 section 3.1.
final class ProblemText {

    private static final int MAX_SHOWN = 500;

    private ProblemText() {}

    /// The problem's `detail`, else its `title`, else nothing.
    static String of(String body) {
        return member(body, "detail")
                .or(() -> member(body, "title"))
                .map(ProblemText::clean)
                .orElse("");
    }

    /// One line without control characters, of bounded length.
    static String clean(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_SHOWN));
        for (int i = 0; i < text.length() && line.length() < MAX_SHOWN; i++) {
            char c = text.charAt(i);
            line.append(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                            ? ' '
                            : c);
        }
        return line.toString().strip();
    }

    private static Optional<String> member(String json, String name) {
        int at = json.indexOf('"' + name + '"');
        if (at < 0) {
            return Optional.empty();
        }
        int i = skipSpace(json, at + name.length() + 2);
        if (i >= json.length() || json.charAt(i) != ':') {
            return Optional.empty();
        }
        i = skipSpace(json, i + 1);
        return i < json.length() && json.charAt(i) == '"' ? string(json, i + 1) : Optional.empty();
    }

    private static int skipSpace(String json, int from) {
        int i = from;
        while (i < json.length() && Character.isWhitespace(json.charAt(i))) {
            i++;
        }
        return i;
    }

    private static Optional<String> string(String json, int from) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                return Optional.of(text.toString());
            }
            if (c != '\\') {
                text.append(c);
                continue;
            }
            if (++i >= json.length()) {
                break;
            }
            if (json.charAt(i) == 'u' && i + 4 < json.length()) {
                text.append(unicode(json.substring(i + 1, i + 5)));
                i += 4;
            } else {
                text.append(escaped(json.charAt(i)));
            }
        }
        return Optional.empty();
    }

    private static char unicode(String hex) {
        try {
            return (char) Integer.parseInt(hex, 16);
        } catch (NumberFormatException malformed) {
            return '?';
        }
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n', 'r', 't', 'b', 'f' -> ' ';
            default -> c;
        };
    }
}
