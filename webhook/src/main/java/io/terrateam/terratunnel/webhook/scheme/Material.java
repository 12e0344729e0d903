package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import org.jspecify.annotations.Nullable;

/// What may have been signed: a request's own parts, or others that are tried.
///
/// @param url the public URL as the provider knows it, if it is known
/// @param body not to be changed
public record Material(String method, @Nullable String url, byte[] body) {

    /// The parts of a request as received.
    public static Material of(WebhookRequest request, @Nullable String url) {
        return new Material(request.method(), url, request.body());
    }

    /// The public URL.
    ///
    /// @throws Refusal if it isn't known
    public String knownUrl() throws Refusal {
        if (url == null) {
            throw new Refusal(new Reason.UrlNeeded());
        }
        return url;
    }

    /// The same with another body.
    public Material withBody(byte[] other) {
        return new Material(method, url, other);
    }

    /// The same with another URL.
    public Material withUrl(String other) {
        return new Material(method, other, body);
    }
}
