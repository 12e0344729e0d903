package io.terrateam.terratunnel.protocol.v1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Paths and queries between the way in which a visitor writes them and the way in which version 1
/// carries them.
///
/// Spec: RFC 3986 sections 2 and 3; queries as forms write them.
public final class Queries {

    private static final String HEX = "0123456789ABCDEF";
    private static final int MAX_PAIRS = 4096;

    private Queries() {}

    /// The path of a request target, percent-encoded still: whoever calls the origin keeps valid
    /// escapes as they are. What must not stand in a path as it is gets one.
    public static String path(CharSequence target) {
        int query = queryBegin(target);
        int end = query < 0 ? target.length() : query;
        for (int i = 0; i < end; i++) {
            if (!mayStand(target, i, end)) {
                return encoded(target, end);
            }
        }
        return target.subSequence(0, end).toString();
    }

    private static String encoded(CharSequence target, int end) {
        StringBuilder path = new StringBuilder(end + 16);
        for (int i = 0; i < end; i++) {
            char c = target.charAt(i);
            if (mayStand(target, i, end)) {
                path.append(c);
            } else {
                path.append('%').append(HEX.charAt((c >> 4) & 0xf)).append(HEX.charAt(c & 0xf));
            }
        }
        return path.toString();
    }

    private static boolean mayStand(CharSequence path, int index, int end) {
        char c = path.charAt(index);
        if (c == '%') {
            return index + 2 < end
                    && Character.digit(path.charAt(index + 1), 16) >= 0
                    && Character.digit(path.charAt(index + 2), 16) >= 0;
        }
        return c > ' ' && c < 0x7f && c != '#' && c != '?';
    }

    /// The query of a request target, without its `?`; null where it has none.
    public static @Nullable String rawQuery(CharSequence target) {
        int query = queryBegin(target);
        return query < 0 ? null : target.subSequence(query + 1, target.length()).toString();
    }

    private static int queryBegin(CharSequence target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) == '?') {
                return i;
            }
        }
        return -1;
    }

    /// A query decoded, in order; names without a value have an empty one.
    public static List<Message.Pair> pairs(@Nullable String rawQuery) {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return List.of();
        }
        List<Message.Pair> pairs = new ArrayList<>();
        int begin = 0;
        while (begin <= rawQuery.length() && pairs.size() < MAX_PAIRS) {
            int end = rawQuery.indexOf('&', begin);
            end = end < 0 ? rawQuery.length() : end;
            if (end > begin) {
                int equals = rawQuery.indexOf('=', begin);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                pairs.add(
                        new Message.Pair(
                                decoded(rawQuery, begin, nameEnd),
                                decoded(rawQuery, Math.min(nameEnd + 1, end), end)));
            }
            begin = end + 1;
        }
        return pairs;
    }

    private static String decoded(String text, int begin, int end) {
        boolean plain = true;
        for (int i = begin; i < end && plain; i++) {
            char c = text.charAt(i);
            plain = c != '%' && c != '+' && c < 0x80;
        }
        if (plain) {
            return text.substring(begin, end);
        }
        byte[] bytes = new byte[end - begin];
        int length = 0;
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%' && mayStand(text, i, end)) {
                int high = Character.digit(text.charAt(i + 1), 16);
                bytes[length++] = (byte) (high << 4 | Character.digit(text.charAt(i + 2), 16));
                i += 2;
            } else {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /// A query made of decoded pairs, for whoever got no raw one.
    public static String query(List<Message.Pair> pairs) {
        StringBuilder query = new StringBuilder();
        for (Message.Pair pair : pairs) {
            if (!query.isEmpty()) {
                query.append('&');
            }
            encode(pair.name(), query);
            query.append('=');
            encode(pair.value(), query);
        }
        return query.toString();
    }

    private static void encode(String text, StringBuilder to) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean unreserved =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || "-._~".indexOf(c) >= 0;
            if (unreserved) {
                to.append(c);
            } else {
                to.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            }
        }
    }
}
