package io.terrateam.terratunnel.webhook.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Reads a request written out as HTTP/1.1: head, empty line, body. The body's bytes stay as they
/// are; `Transfer-Encoding: chunked` is taken off. Lines of the head may end in LF alone, as
/// editors leave them.
///
/// Spec: RFC 9112 sections 2.1, 3, 5 and 7.1.
public final class RawHttp {
    private static final int MAX_HEAD_BYTES = 256 * 1024;

    private RawHttp() {}

    /// The request in `bytes`.
    ///
    /// @throws IllegalArgumentException if there is none; the message says what is wrong
    public static WebhookRequest parse(byte[] bytes) {
        int headEnd = headEnd(bytes);
        String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1);
        List<String> lines = head.lines().toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no request line at the beginning");
        }
        String[] first = lines.getFirst().split(" ", -1);
        if (first.length < 2 || first[0].isEmpty() || first[1].isEmpty()) {
            throw new IllegalArgumentException(
                    "the first line is no request line (expected: POST /path HTTP/1.1)");
        }
        List<Field> fields = lines.stream().skip(1).map(RawHttp::field).toList();
        byte[] rest = Arrays.copyOfRange(bytes, bodyStart(bytes, headEnd), bytes.length);
        boolean isChunked =
                fields.stream()
                        .filter(field -> field.name().equalsIgnoreCase("Transfer-Encoding"))
                        .anyMatch(field ->
                                field.value().toLowerCase(Locale.ROOT).endsWith("chunked"));
        return new WebhookRequest(first[0], first[1], fields, isChunked ? dechunk(rest) : rest);
    }

    /// A field written as `Name: value`.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Field field(String line) {
        int colon = line.indexOf(':');
        if (colon < 1 || line.substring(0, colon).chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException(
                    "a line of the head is no field (expected: Name: value)");
        }
        return new Field(line.substring(0, colon), trim(line.substring(colon + 1)));
    }

    private static String trim(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /// Where the head's last line ends, before its line end.
    private static int headEnd(byte[] bytes) {
        int limit = Math.min(bytes.length, MAX_HEAD_BYTES);
        for (int i = 0; i < limit; i++) {
            if (bytes[i] == '\n' && lineEnd(bytes, i + 1) > 0) {
                return i > 0 && bytes[i - 1] == '\r' ? i - 1 : i;
            }
        }
        throw new IllegalArgumentException(
                bytes.length > MAX_HEAD_BYTES
                        ? "the head is longer than " + MAX_HEAD_BYTES + " bytes"
                        : "no empty line between head and body");
    }

    private static int bodyStart(byte[] bytes, int headEnd) {
        int emptyLine = headEnd + lineEnd(bytes, headEnd);
        return emptyLine + lineEnd(bytes, emptyLine);
    }

    /// How long the line end is that begins at `at`; 0 if none does.
    private static int lineEnd(byte[] bytes, int at) {
        if (at < bytes.length && bytes[at] == '\n') {
            return 1;
        }
        return at + 1 < bytes.length && bytes[at] == '\r' && bytes[at + 1] == '\n' ? 2 : 0;
    }

    private static byte[] dechunk(byte[] chunked) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(chunked.length);
        int at = 0;
        while (true) {
            int end = at;
            while (end < chunked.length && chunked[end] != '\n') {
                end++;
            }
            int size = chunkSize(new String(chunked, at, end - at, StandardCharsets.ISO_8859_1));
            if (size == 0) {
                return body.toByteArray();
            }
            int start = end + 1;
            if (size < 0 || start > chunked.length - size) {
                throw new IllegalArgumentException(
                        "the chunks of the body are not whole (Transfer-Encoding: chunked)");
            }
            body.write(chunked, start, size);
            at = start + size + lineEnd(chunked, start + size);
        }
    }

    private static int chunkSize(String line) {
        List<String> parts = new ArrayList<>(List.of(line.split(";", 2)));
        String digits = parts.getFirst().strip();
        return digits.matches("[0-9A-Fa-f]{1,7}") ? Integer.parseInt(digits, 16) : -1;
    }
}
