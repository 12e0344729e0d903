package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.time.Instant;
import java.util.Optional;

/// What a request says about its own signature.
public interface Claim {
    /// Whether the signature is that of `secret` over `material`. Compares in constant time.
    ///
    /// @throws Refusal if the secret can't be used, or something that was signed is not known
    boolean fits(WebhookSecret secret, Material material) throws Refusal;

    /// When it was signed, if it says so.
    Optional<Instant> signedAt();
}
