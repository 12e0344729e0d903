package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.time.Instant;

/// Where the time of signing stands, and how.
///
/// @param name a header field, a key of the signature's list, or a member of the JSON body
public record Stamp(Place place, String name, TimestampUnit unit) {

    /// Where it stands.
    public enum Place {
        /// A header field of its own.
        FIELD,
        /// Beside the signature.
        LIST,
        /// The body.
        BODY
    }

    /// Its text in a request.
    ///
    /// @param list the values that stand beside the signature
    String read(WebhookRequest request, SignatureList list) throws Refusal {
        return switch (place) {
            case FIELD -> Received.one(request, name);
            case LIST -> list.one(name);
            case BODY ->
                    Received.json(request.body())
                            .member(name)
                            .flatMap(Json::scalar)
                            .orElseThrow(() -> Refusal.malformed(name + " in the body", "missing"));
        };
    }

    /// The time that `text` stands for.
    Instant parse(String text) throws Refusal {
        return unit.parse(text)
                .orElseThrow(() ->
                        Refusal.malformed(
                                place == Place.BODY ? name + " in the body" : name,
                                "no timestamp (expected: " + unit.expected() + ")"));
    }
}
