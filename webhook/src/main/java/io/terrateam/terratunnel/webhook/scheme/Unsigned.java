package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request that is to be signed anew.
///
/// @param request what of it is no signature stays
/// @param url the public URL, if it is known
/// @param now the time of signing
/// @param newId a delivery id for a request that has none
public record Unsigned(WebhookRequest request, @Nullable String url, Instant now, String newId) {

    /// What can be signed of it.
    Material material() {
        return Material.of(request, url);
    }
}
