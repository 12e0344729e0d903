package io.terrateam.terratunnel.control.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A path whose segments are fixed texts or parameters, such as `/tunnels/{tunnel_id}/keys/new`.
///
/// A parameter takes exactly one segment, which is decoded after the path has been cut: an encoded
/// `/` never makes two of it. Paths match as they are written, without an ignored slash at the end.
///
/// @param segments what stands between the slashes
public record PathPattern(List<String> segments) {

    /// Parses a pattern.
    static PathPattern of(String pattern) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException(pattern + ": a path begins with /");
        }
        return new PathPattern(List.of(pattern.substring(1).split("/", -1)));
    }

    /// The parameters' values where a path matches.
    ///
    /// @param path still encoded
    Optional<Map<String, String>> match(String path) {
        String[] parts = path.substring(1).split("/", -1);
        if (parts.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            String segment = segments.get(i);
            Optional<String> part = PercentText.decode(parts[i]);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            if (isParameter(segment)) {
                values.put(segment.substring(1, segment.length() - 1), part.get());
            } else if (!segment.equals(part.get())) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /// How many parameters it has: the fewer, the more exact.
    int parameterCount() {
        return (int) segments.stream().filter(PathPattern::isParameter).count();
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    @Override
    public String toString() {
        return "/" + String.join("/", segments);
    }
}
