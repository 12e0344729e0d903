package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What signing changes in a request.
///
/// @param fields the fields of the signature
/// @param replaced names of fields that give way to them
/// @param body the body; another one only where the signature or its time stands in it
public record Resigned(List<Field> fields, Set<String> replaced, byte[] body) {

    /// Copies list and set.
    public Resigned {
        fields = List.copyOf(fields);
        replaced = Set.copyOf(replaced);
    }

    /// Fields that give way to those of the same names.
    static Resigned of(List<Field> fields, byte[] body) {
        Set<String> names = new HashSet<>();
        fields.forEach(field -> names.add(field.name()));
        return new Resigned(fields, names, body);
    }

    /// The request with all that.
    public WebhookRequest appliedTo(WebhookRequest request) {
        return request.with(fields, replaced, body);
    }
}
