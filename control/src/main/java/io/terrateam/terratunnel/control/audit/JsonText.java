package io.terrateam.terratunnel.control.audit;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// JSON strings, for the few flat objects that the audit log writes.
///
/// Spec: RFC 8259 section 7.
final class JsonText {
    private JsonText() {}

    /// `text` as a JSON string with its quotes.
    static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /// A flat object of strings, its names in order; empty where there are none.
    static String object(Map<String, String> members) {
        if (members.isEmpty()) {
            return "";
        }
        return new TreeMap<>(members)
                .entrySet().stream()
                        .map(member -> quote(member.getKey()) + ":" + quote(member.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
