package io.terrateam.terratunnel.testkit.v1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as a client of version 1 gets it.
///
/// @param message the whole message, as it came
public record V1Request(Map<String, @Nullable Object> message) {
    /// Its id.
    public String id() {
        return text("request_id");
    }

    /// Its method.
    public String method() {
        return text("method");
    }

    /// Its path, as the server wrote it.
    public String path() {
        return text("path");
    }

    /// Its headers; names that differ only in case are several.
    public Map<String, String> headers() {
        return texts("headers");
    }

    /// All values of a header, whatever case its names have.
    public List<String> headers(String name) {
        return headers().entrySet().stream()
                .filter(it -> it.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /// The older form of the query: one value for a name.
    public Map<String, String> queryParams() {
        return texts("query_params");
    }

    /// The newer form of the query: pairs in order.
    public List<List<String>> queryParamsMulti() {
        List<List<String>> pairs = new ArrayList<>();
        if (message.get("query_params_multi") instanceof List<?> elements) {
            for (Object element : elements) {
                List<?> pair = (List<?>) element;
                pairs.add(List.of((String) pair.get(0), (String) pair.get(1)));
            }
        }
        return pairs;
    }

    /// Whether the body travels as base64.
    public boolean isBinary() {
        return Boolean.TRUE.equals(message.get("is_binary"));
    }

    /// The body's bytes.
    public byte[] body() {
        String body = text("body");
        return isBinary()
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
    }

    private String text(String name) {
        if (message.get(name) instanceof String value) {
            return value;
        }
        throw new AssertionError(name + " is no string in " + message);
    }

    private Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        Json.asObject(message.get(name)).forEach((key, value) -> texts.put(key, (String) value));
        return texts;
    }
}
