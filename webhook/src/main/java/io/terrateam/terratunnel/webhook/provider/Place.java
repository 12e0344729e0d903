package io.terrateam.terratunnel.webhook.provider;

import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where in a request something stands.
///
/// @param inBody whether it is in the JSON body
/// @param name a header field, or the way to a value: `data.id`
public record Place(boolean inBody, String name) {
    private static final String BODY = "$.";
    private static final int MAX_CHARS = 200;

    /// Places written as `X-Header` or `$.member`.
    static List<Place> all(String... texts) {
        return Arrays.stream(texts)
                .map(text ->
                        text.startsWith(BODY)
                                ? new Place(true, text.substring(BODY.length()))
                                : new Place(false, text))
                .toList();
    }

    /// What stands there. Whoever sent the request has chosen it; it is cut to 200 characters.
    Optional<String> find(WebhookRequest request, Optional<Json> body) {
        return (inBody
                        ? body.flatMap(json -> json.at(name)).flatMap(Json::scalar)
                        : request.first(name))
                .filter(text -> !text.isEmpty())
                .map(text -> text.substring(0, Math.min(MAX_CHARS, text.length())));
    }

    @Override
    public String toString() {
        return inBody ? name + " in the body" : name;
    }
}
