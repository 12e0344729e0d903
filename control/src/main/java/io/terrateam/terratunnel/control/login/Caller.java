package io.terrateam.terratunnel.control.login;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A program of the user's that sent their browser here and wants it back.
///
/// @param redirectUri where it waits; checked by [RedirectRules]
/// @param state what it wants to hear again
public record Caller(URI redirectUri, Optional<String> state) {

    /// Where to send the browser with an answer. What the address says already is kept.
    public URI with(Map<String, String> answer) {
        Map<String, String> all = new LinkedHashMap<>(answer);
        state.ifPresent(text -> all.put("state", text));
        String query =
                all.entrySet().stream()
                        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                        .collect(Collectors.joining("&"));
        String before = redirectUri.getRawQuery();
        String join = before == null ? "?" : before.isEmpty() || before.endsWith("&") ? "" : "&";
        return URI.create(redirectUri.toASCIIString() + join + query);
    }

    /// Where to send the browser when nothing came of it.
    ///
    /// Spec: RFC 6749 section 4.1.2.1.
    public URI withError(String error, String description) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", error);
        answer.put("error_description", description);
        return with(answer);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
