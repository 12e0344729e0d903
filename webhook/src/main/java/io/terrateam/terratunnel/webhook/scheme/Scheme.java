package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.Refusal;

/// A way of signing webhooks.
///
/// Thread: any; schemes are immutable.
public sealed interface Scheme
        permits KeyedScheme,
                TokenScheme,
                StandardScheme,
                SortedFormScheme,
                AdyenScheme,
                MailgunScheme,
                PublicKeyScheme,
                ContentfulScheme {

    /// What is to be said about it in a table, and what follows from it.
    Traits traits();

    /// Whether the request seems to carry a signature of this kind.
    boolean appearsIn(WebhookRequest request);

    /// Reads what the request says about its signature.
    ///
    /// @throws Refusal if it says nothing, or nothing readable
    Claim read(WebhookRequest request) throws Refusal;

    /// Checks a secret.
    ///
    /// @throws Refusal if it can't be one of this scheme
    void check(WebhookSecret secret) throws Refusal;

    /// Makes a signature as the provider would have.
    ///
    /// @throws Refusal if that can't be done
    Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal;
}
