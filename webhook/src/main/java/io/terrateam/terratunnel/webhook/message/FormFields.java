package io.terrateam.terratunnel.webhook.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads `application/x-www-form-urlencoded` bodies.
///
/// Spec: the URL standard, section 5.1. Failure: none; what is not percent-encoded rightly stays as
/// it is.
public final class FormFields {
    private FormFields() {}

    /// The fields in order.
    public static List<Field> parse(byte[] body) {
        List<Field> fields = new ArrayList<>();
        for (String part : new String(body, StandardCharsets.ISO_8859_1).split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            fields.add(new Field(decode(name), decode(value)));
        }
        return fields;
    }

    private static String decode(String text) {
        return new String(percentDecode(text.replace('+', ' ')), StandardCharsets.UTF_8);
    }

    /// The bytes of `text` (each char one) with `%41` decoded.
    public static byte[] percentDecode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' ? hexByte(text, i + 1) : -1;
            if (value >= 0) {
                bytes.write(value);
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static int hexByte(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = digit(text.charAt(at));
        int low = digit(text.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
