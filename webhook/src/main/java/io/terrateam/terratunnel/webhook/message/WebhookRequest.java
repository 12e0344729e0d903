package io.terrateam.terratunnel.webhook.message;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A request as it was received: nothing in it is decoded, and nothing in it is trusted.
///
/// @param method as sent
/// @param target path and query as sent
/// @param fields the header fields in order, repeated ones separate
/// @param body the body's bytes, without transfer coding; not to be changed
public record WebhookRequest(String method, String target, List<Field> fields, byte[] body) {

    /// Copies the fields.
    public WebhookRequest {
        requireNonNull(method, "method");
        requireNonNull(target, "target");
        requireNonNull(body, "body");
        fields = List.copyOf(fields);
    }

    /// The values of all fields of that name, in order.
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /// The value of the first field of that name.
    public Optional<String> first(String name) {
        return values(name).stream().findFirst();
    }

    /// Whether there is a field of that name.
    public boolean has(String name) {
        return !values(name).isEmpty();
    }

    /// This request with other fields in place of those that are named, and another body.
    /// `Content-Length` follows the body.
    public WebhookRequest with(List<Field> added, Set<String> replaced, byte[] newBody) {
        Set<String> gone = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        gone.addAll(replaced);
        List<Field> all = new ArrayList<>();
        for (Field field : fields) {
            boolean isLength = field.name().equalsIgnoreCase("Content-Length");
            if (isLength && newBody.length != body.length) {
                all.add(new Field(field.name(), Integer.toString(newBody.length)));
            } else if (!gone.contains(field.name())) {
                all.add(field);
            }
        }
        all.addAll(added);
        return new WebhookRequest(method, target, all, newBody);
    }

    /// This request with another body, and the same fields.
    public WebhookRequest withBody(byte[] newBody) {
        return new WebhookRequest(method, target, fields, newBody);
    }

    /// Without its content, which may be secret.
    @Override
    public String toString() {
        return "WebhookRequest[" + fields.size() + " fields, " + body.length + " bytes]";
    }
}
