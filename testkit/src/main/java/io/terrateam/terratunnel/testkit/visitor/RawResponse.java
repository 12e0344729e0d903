package io.terrateam.terratunnel.testkit.visitor;

import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A response read whole.
///
/// @param interim heads of the 1xx responses before it
/// @param head status line and field lines
/// @param body its bytes, as far as they came
/// @param trailers field lines behind a chunked body
/// @param ending whether the body came to its proper end
public record RawResponse(
        List<HttpHead> interim, HttpHead head, byte[] body, List<String> trailers, Ending ending) {
    /// The status code.
    public int status() {
        return head.status();
    }

    /// The first value of a field.
    public Optional<String> header(String name) {
        return head.header(name);
    }

    /// All values of a field, in order.
    public List<String> headers(String name) {
        return head.headers(name);
    }

    /// The body as UTF-8 text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
