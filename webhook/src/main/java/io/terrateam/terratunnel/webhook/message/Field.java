package io.terrateam.terratunnel.webhook.message;

import static java.util.Objects.requireNonNull;

/// A header field of a request, or a field of a form.
///
/// @param name as received; compared without case in a header
/// @param value each char one byte (ISO 8859-1) in a header
public record Field(String name, String value) {
    /// Checks that both are there.
    public Field {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
    }
}
