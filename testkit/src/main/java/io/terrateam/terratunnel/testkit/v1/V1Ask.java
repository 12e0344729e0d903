package io.terrateam.terratunnel.testkit.v1;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server of version 1 asks a client for; members can be replaced by anything.
///
/// @param members of the message, without its id
public record V1Ask(Map<String, @Nullable Object> members) {
    /// A request without a body.
    ///
    /// @param target path and query as a visitor wrote them: decoded here, as the original does
    public static V1Ask of(String method, String target, Map<String, String> headers) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        List<List<String>> pairs = pairs(mark < 0 ? "" : target.substring(mark + 1));
        Map<String, String> single = new LinkedHashMap<>();
        pairs.forEach(pair -> single.put(pair.get(0), pair.get(1)));
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("method", method);
        members.put("path", decoded(path.replace("+", "%2B")));
        members.put("headers", headers);
        members.put("query_params", single);
        members.put("query_params_multi", pairs);
        members.put("body", "");
        members.put("is_binary", false);
        return new V1Ask(members);
    }

    /// A GET for the test's own host.
    public static V1Ask get(String target) {
        return of("GET", target, Map.of("host", "name.test"));
    }

    /// The same with a member replaced.
    public V1Ask with(String member, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(members);
        changed.put(member, value);
        return new V1Ask(changed);
    }

    /// The same without a member, as older servers are.
    public V1Ask without(String member) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(members);
        changed.remove(member);
        return new V1Ask(changed);
    }

    /// The same with a text as body.
    public V1Ask text(String body) {
        return with("body", body).with("is_binary", false);
    }

    /// The same with bytes as body.
    public V1Ask bytes(byte[] body) {
        return with("body", Base64.getEncoder().encodeToString(body)).with("is_binary", true);
    }

    String method() {
        return String.valueOf(members.get("method"));
    }

    private static List<List<String>> pairs(String query) {
        List<List<String>> pairs = new ArrayList<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                String[] sides = part.split("=", 2);
                pairs.add(List.of(decoded(sides[0]), sides.length == 1 ? "" : decoded(sides[1])));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
