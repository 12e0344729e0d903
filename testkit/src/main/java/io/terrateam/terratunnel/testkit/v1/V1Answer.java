package io.terrateam.terratunnel.testkit.v1;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A whole answer of a client, as its server got it.
///
/// @param status the status code
/// @param headers as they came; names that differ only in case are several
/// @param body the bytes
/// @param isStreamed whether it came in chunks
/// @param isBinary whether its message said so
/// @param chunkSizes of a streamed one
/// @param error what `stream_error` said, else empty
public record V1Answer(
        int status,
        Map<String, String> headers,
        byte[] body,
        boolean isStreamed,
        boolean isBinary,
        List<Integer> chunkSizes,
        String error) {
    /// The body as text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// Whether it came to its end.
    public boolean isComplete() {
        return error.isEmpty();
    }

    /// All values of a header, whatever case its names have.
    public List<String> headers(String name) {
        return headers.entrySet().stream()
                .filter(it -> it.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }
}
