package io.terrateam.terratunnel.webhook.json;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/// Writes JSON in a [JsonStyle].
public final class JsonWriter {
    private final JsonStyle style;
    private final StringBuilder text = new StringBuilder();
    private int depth;

    private JsonWriter(JsonStyle style) {
        this.style = style;
    }

    /// `value` in UTF-8.
    public static byte[] write(Json value, JsonStyle style) {
        return text(value, style).getBytes(StandardCharsets.UTF_8);
    }

    /// `value` as text.
    public static String text(Json value, JsonStyle style) {
        JsonWriter writer = new JsonWriter(style);
        writer.value(value);
        return writer.text.toString();
    }

    private void value(Json value) {
        switch (value) {
            case Json.Members object -> all('{', '}', members(object), this::member);
            case Json.Items array -> all('[', ']', array.items(), this::value);
            case Json.Text string -> string(string.value());
            case Json.Numeral number -> text.append(number.spelling());
            case Json.Truth truth -> text.append(truth.value());
            case Json.Nothing _ -> text.append("null");
        }
    }

    private List<Json.Member> members(Json.Members object) {
        return style.isSorted()
                ? object.members().stream().sorted(Comparator.comparing(Json.Member::name)).toList()
                : object.members();
    }

    private void member(Json.Member member) {
        string(member.name());
        text.append(style.isSpaced() ? ": " : ":");
        value(member.value());
    }

    private <T> void all(char open, char close, List<T> parts, Consumer<T> each) {
        text.append(open);
        depth++;
        for (Iterator<T> rest = parts.iterator(); rest.hasNext(); ) {
            newLine();
            each.accept(rest.next());
            if (rest.hasNext()) {
                text.append(style.isSpaced() && style.indent().isEmpty() ? ", " : ",");
            }
        }
        depth--;
        if (!parts.isEmpty()) {
            newLine();
        }
        text.append(close);
    }

    private void newLine() {
        if (!style.indent().isEmpty()) {
            text.append('\n').append(style.indent().repeat(depth));
        }
    }

    private void string(String value) {
        text.append('"');
        value.chars().forEach(c -> character((char) c));
        text.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '/' -> text.append(style.escapes() == JsonStyle.Escapes.SLASH ? "\\/" : "/");
            case '<', '>', '&' -> {
                if (style.escapes() == JsonStyle.Escapes.MARKUP) {
                    escaped(c);
                } else {
                    text.append(c);
                }
            }
            default -> {
                boolean isOther = c > 0x7e && style.isAscii();
                if (c < ' ' || isOther) {
                    escaped(c);
                } else {
                    text.append(c);
                }
            }
        }
    }

    private void escaped(char c) {
        text.append("\\u%04x".formatted((int) c));
    }
}
