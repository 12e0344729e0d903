package io.terrateam.terratunnel.control.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A request for the server's own host.
///
/// @param method the method, as it was sent
/// @param target path and query, byte for byte as they were sent
/// @param scheme `http` or `https`, as the visitor used it
/// @param peer where the visitor is, as far as trusted proxies tell
/// @param requestId the request's id, safe to print
/// @param fields its fields in their order, names in lower case
/// @param body its whole body
public record WebRequest(
        String method,
        String target,
        String scheme,
        InetAddress peer,
        String requestId,
        List<Field> fields,
        byte[] body) {

    /// Copies the fields.
    public WebRequest {
        fields = List.copyOf(fields);
    }

    /// The path, still encoded.
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// What follows the first `?`, still encoded; empty where there is none.
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /// All values of a field.
    ///
    /// @param name in lower case
    public List<String> values(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).toList();
    }

    /// The first value of a field.
    ///
    /// @param name in lower case
    public Optional<String> value(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).findFirst();
    }

    /// Whether errors are read by a person: programs that say what they accept, and don't name
    /// pages, get documents.
    boolean wantsPages() {
        List<String> accepted = values("accept");
        return accepted.isEmpty()
                || accepted.stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("text/html"));
    }

    /// Whether it can only read.
    public boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }
}
