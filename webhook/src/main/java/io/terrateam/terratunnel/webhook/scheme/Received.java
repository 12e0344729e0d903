package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.json.JsonReader;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes single things out of a request that may be anything.
///
/// Limits: values of 8 KiB, lists of 32 signatures.
final class Received {
    static final int MAX_VALUE_CHARS = 8 * 1024;
    static final int MAX_SIGNATURES = 32;
    private static final int MAX_GLANCE_BYTES = 1 << 20;

    private Received() {}

    /// The value of a field that has exactly one. The same value twice is one.
    static String one(WebhookRequest request, String name) throws Refusal {
        List<String> values = request.values(name);
        if (values.isEmpty()) {
            throw new Refusal(new Reason.FieldMissing(name));
        }
        Set<String> distinct = new HashSet<>(values);
        if (distinct.size() > 1) {
            throw new Refusal(new Reason.FieldRepeated(name));
        }
        return checked(name, values.getFirst());
    }

    private static String checked(String name, String value) throws Refusal {
        if (value.isEmpty()) {
            throw Refusal.malformed(name, "empty");
        }
        if (value.length() > MAX_VALUE_CHARS) {
            throw Refusal.malformed(name, "longer than " + MAX_VALUE_CHARS + " characters");
        }
        return value;
    }

    /// The signature that `text` writes.
    static byte[] signature(String where, String text, Encoding encoding, int lengthBytes)
            throws Refusal {
        return encoding.decode(text)
                .filter(bytes -> bytes.length == lengthBytes)
                .orElseThrow(() ->
                        Refusal.malformed(
                                where,
                                "no signature of %d bytes in %s"
                                        .formatted(lengthBytes, encoding.word())));
    }

    /// The body, if it is short JSON.
    static Optional<Json> glance(WebhookRequest request) {
        return request.body().length > MAX_GLANCE_BYTES
                ? Optional.empty()
                : JsonReader.read(request.body());
    }

    /// The body as JSON.
    static Json json(byte[] body) throws Refusal {
        return JsonReader.read(body).orElseThrow(() -> Refusal.malformed("body", "not JSON"));
    }
}
