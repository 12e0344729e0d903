package io.terrateam.terratunnel.control.audit;

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
}
