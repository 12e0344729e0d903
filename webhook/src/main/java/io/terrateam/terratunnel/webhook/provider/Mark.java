package io.terrateam.terratunnel.webhook.provider;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;

/// Something by which a provider's requests are known.
///
/// @param field a header field
/// @param start what its value begins with, without case
public record Mark(String field, String start) {

    boolean isOn(WebhookRequest request) {
        return request.values(field).stream()
                .anyMatch(value -> value.regionMatches(true, 0, start, 0, start.length()));
    }
}
