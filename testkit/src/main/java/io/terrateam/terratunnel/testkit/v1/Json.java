package io.terrateam.terratunnel.testkit.v1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON (RFC 8259) to and from maps, lists, strings, `Long`, `Double` and booleans; members keep
/// their order, and a name that comes twice is an error.
///
/// Thread: one object reads one text.
public final class Json {
    private final String text;
    private int position;

    private Json(String text) {
        this.text = text;
    }

    /// A text that holds one object.
    public static Map<String, @Nullable Object> object(String text) {
        return asObject(value(text));
    }

    /// A value that must be an object.
    @SuppressWarnings("unchecked")
    public static Map<String, @Nullable Object> asObject(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            return (Map<String, @Nullable Object>) members;
        }
        throw new IllegalArgumentException("not an object: " + value);
    }

    /// A text that holds one value.
    public static @Nullable Object value(String text) {
        var reader = new Json(text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.position != text.length()) {
            throw reader.fault("text behind the value");
        }
        return value;
    }

    /// The text of a value, without space.
    public static String text(@Nullable Object value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private @Nullable Object value() {
        skipSpace();
        char first = peek();
        return switch (first) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        position++;
        skipSpace();
        if (peek() == '}') {
            position++;
            return members;
        }
        while (true) {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            if (members.containsKey(name)) {
                throw fault("member twice: " + name);
            }
            members.put(name, value());
            skipSpace();
            if (peek() == '}') {
                position++;
                return members;
            }
            expect(',');
        }
    }

    private List<@Nullable Object> elements() {
        List<@Nullable Object> elements = new ArrayList<>();
        position++;
        skipSpace();
        if (peek() == ']') {
            position++;
            return elements;
        }
        while (true) {
            elements.add(value());
            skipSpace();
            if (peek() == ']') {
                position++;
                return elements;
            }
            expect(',');
        }
    }

    private String string() {
        expect('"');
        int end = position;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\\') {
            end++;
        }
        var out = new StringBuilder(text.substring(position, end));
        position = end;
        while (peek() != '"') {
            char c = text.charAt(position++);
            if (c < 0x20) {
                throw fault("control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        position++;
        return out.toString();
    }

    private char escaped() {
        char c = peek();
        position++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                position += 4;
                yield (char) Integer.parseInt(text, position - 4, position, 16);
            }
            default -> throw fault("escape: " + c);
        };
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, position)) {
            throw fault("word");
        }
        position += word.length();
        return meaning;
    }

    private Object number() {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        String digits = text.substring(start, position);
        if (digits.isEmpty()) {
            throw fault("value");
        }
        boolean whole = digits.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        return whole ? (Object) Long.valueOf(digits) : (Object) Double.valueOf(digits);
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private char peek() {
        if (position >= text.length()) {
            throw fault("end of text");
        }
        return text.charAt(position);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw fault("expected " + c);
        }
        position++;
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("JSON, at " + position + ": " + what);
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String s -> writeString(s, out);
            case Map<?, ?> members -> {
                String separator = "{";
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    out.append(separator);
                    writeString(String.valueOf(member.getKey()), out);
                    out.append(':');
                    write(member.getValue(), out);
                    separator = ",";
                }
                out.append(members.isEmpty() ? "{}" : "}");
            }
            case Iterable<?> elements -> {
                out.append('[');
                String separator = "";
                for (Object element : elements) {
                    out.append(separator);
                    write(element, out);
                    separator = ",";
                }
                out.append(']');
            }
            default -> out.append(value);
        }
    }

    /// Everything beyond ASCII is escaped, as Python does it.
    private static void writeString(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
