package io.terrateam.terratunnel.protocol.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import java.io.IOException;
import java.util.Locale;

/// Reads the fields of a head: names that differ only in case are several fields of one name.
///
/// Fields that belong to one hop are left out.
///
/// Thread: one at a time. Limits: 1,000 fields, 96 KiB in all. Spec: RFC 9110 sections 5.1, 5.5 and
/// 7.6.1.
final class HeadReader {

    private static final int MAX_FIELDS = 1_000;
    private static final int MAX_BYTES = 96 << 10;
    private static final int OVERHEAD_BYTES = 32;

    private final Http2Headers fields = new DefaultHttp2Headers(false, 16);
    private String fault = "";
    private int bytes;
    private int count;

    /// What is wrong with them; empty if nothing is.
    String fault() {
        return fault;
    }

    /// The parser stands at the object's beginning, and at its end afterwards.
    Http2Headers read(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_STRING) {
                add(name, json.getText());
            } else {
                fault = "a header's value is no text";
                json.skipChildren();
            }
        }
        return fields;
    }

    private void add(String name, String value) {
        count++;
        bytes += name.length() + value.length() + OVERHEAD_BYTES;
        if (count > MAX_FIELDS || bytes > MAX_BYTES) {
            fault = "headers over their limit";
        } else if (!isToken(name)) {
            fault = "a header's name is no token";
        } else if (!isValue(value)) {
            fault = "a header's value has what no header may have";
        } else if (!FieldRules.isHopByHop(name)) {
            fields.add(lowerCase(name), value.strip());
        }
    }

    private static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && "-_!#$%&'*+.^`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /// Latin-1 without control characters other than the tab.
    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
