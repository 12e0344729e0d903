package io.terrateam.terratunnel.control.web;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes JSON, member by member.
///
/// Thread: one.
public final class Json {
    private final StringBuilder text = new StringBuilder();
    private final char end;
    private boolean hasMembers;

    private Json(char begin, char end) {
        text.append(begin);
        this.end = end;
    }

    /// An object without members.
    public static Json object() {
        return new Json('{', '}');
    }

    /// A list without elements.
    public static Json list() {
        return new Json('[', ']');
    }

    /// A member.
    ///
    /// @param value a text, number, truth value, [Json], optional one of these, or null
    public Json put(String name, @Nullable Object value) {
        separate();
        quote(name);
        text.append(':');
        write(value);
        return this;
    }

    /// An element.
    ///
    /// @param value as for [#put]
    public Json add(@Nullable Object value) {
        separate();
        write(value);
        return this;
    }

    private void separate() {
        if (hasMembers) {
            text.append(',');
        }
        hasMembers = true;
    }

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case Optional<?> optional -> write(optional.orElse(null));
            case Integer number -> text.append(number.intValue());
            case Long number -> text.append(number.longValue());
            case Double number when Double.isFinite(number) -> text.append(number.doubleValue());
            case BigDecimal number -> text.append(number.toPlainString());
            case Boolean truth -> text.append(truth.booleanValue());
            case Json nested -> text.append(nested);
            default -> quote(value.toString());
        }
    }

    private void quote(String plain) {
        text.append('"');
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
                // Also what would mean something in a page, should a browser ever take it for one.
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString() + end;
    }
}
