package io.terrateam.terratunnel.webhook.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads strangers' JSON, strictly.
///
/// Limits: 128 levels. Failure: anything that is no JSON is an empty result.
public final class JsonReader {
    private static final int MAX_DEPTH = 128;

    private static final Pattern NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    /// Each char one byte, so that places are places in the bytes.
    private final String text;

    private int at;

    private JsonReader(byte[] bytes) {
        text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// The value in `bytes`, which are UTF-8.
    public static Optional<Json> read(byte[] bytes) {
        JsonReader reader = new JsonReader(bytes);
        try {
            Json value = reader.value(0);
            reader.skipBlanks();
            return reader.at == reader.text.length() ? Optional.of(value) : Optional.empty();
        } catch (NotJson e) {
            return Optional.empty();
        }
    }

    private Json value(int depth) throws NotJson {
        if (depth > MAX_DEPTH) {
            throw new NotJson();
        }
        skipBlanks();
        return switch (peek()) {
            case '{' -> members(depth);
            case '[' -> items(depth);
            case '"' -> string();
            case 't' -> word("true", new Json.Truth(true));
            case 'f' -> word("false", new Json.Truth(false));
            case 'n' -> word("null", new Json.Nothing());
            default -> number();
        };
    }

    private Json members(int depth) throws NotJson {
        List<Json.Member> members = new ArrayList<>();
        at++;
        if (takes('}')) {
            return new Json.Members(members);
        }
        while (true) {
            skipBlanks();
            String name = string().value();
            require(':');
            members.add(new Json.Member(name, value(depth + 1)));
            if (takes('}')) {
                return new Json.Members(members);
            }
            require(',');
        }
    }

    private Json items(int depth) throws NotJson {
        List<Json> items = new ArrayList<>();
        at++;
        if (takes(']')) {
            return new Json.Items(items);
        }
        while (true) {
            items.add(value(depth + 1));
            if (takes(']')) {
                return new Json.Items(items);
            }
            require(',');
        }
    }

    private Json.Text string() throws NotJson {
        int start = at;
        if (peek() != '"') {
            throw new NotJson();
        }
        at++;
        StringBuilder bytes = new StringBuilder();
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw new NotJson();
            }
            if (c == '\\') {
                flush(bytes, value);
                value.append(escape());
            } else {
                bytes.append(c);
            }
        }
        at++;
        flush(bytes, value);
        return new Json.Text(value.toString(), start, at);
    }

    private static void flush(StringBuilder bytes, StringBuilder value) {
        value.append(
                new String(
                        bytes.toString().getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8));
        bytes.setLength(0);
    }

    private char escape() throws NotJson {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new NotJson();
        };
    }

    private char unicode() throws NotJson {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw new NotJson();
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private Json number() throws NotJson {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new NotJson();
        }
        int start = at;
        at = matcher.end();
        return new Json.Numeral(matcher.group(), start, at);
    }

    private Json word(String word, Json value) throws NotJson {
        if (!text.startsWith(word, at)) {
            throw new NotJson();
        }
        at += word.length();
        return value;
    }

    private void require(char c) throws NotJson {
        if (!takes(c)) {
            throw new NotJson();
        }
    }

    private boolean takes(char c) {
        skipBlanks();
        boolean isThere = at < text.length() && text.charAt(at) == c;
        if (isThere) {
            at++;
        }
        return isThere;
    }

    private char peek() throws NotJson {
        if (at >= text.length()) {
            throw new NotJson();
        }
        return text.charAt(at);
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /// The way out of the recursion.
    private static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson() {
            super(null, null, false, false);
        }
    }
}
