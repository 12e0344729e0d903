package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Ed25519;
import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.util.Arrays;

/// A secret in the form of Standard Webhooks: `whsec_` and Base64 of 24 to 64 bytes, `whpk_` and
/// Base64 of a public key, `whsk_` and Base64 of a private one. Without a prefix it is shared.
///
/// Spec: Standard Webhooks, "Signature scheme".
record StandardSecret(Kind kind, byte[] key) {
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    /// What it is good for.
    enum Kind {
        SHARED("whsec_"),
        PUBLIC("whpk_"),
        PRIVATE("whsk_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    static StandardSecret parse(WebhookSecret secret) throws Refusal {
        KeyForm.requireContent(secret);
        String text = secret.text();
        Kind kind = Kind.SHARED;
        for (Kind each : Kind.values()) {
            if (text.startsWith(each.prefix)) {
                kind = each;
                text = text.substring(each.prefix.length());
                break;
            }
        }
        byte[] key =
                Encoding.BASE64
                        .decode(text)
                        .orElseThrow(() -> KeyForm.unusable(secret, "it is not base64"));
        if (new WebhookSecret("", key).isBlank()) {
            throw KeyForm.unusable(secret, "it is empty or blank");
        }
        return new StandardSecret(kind, checked(kind, key, secret));
    }

    private static byte[] checked(Kind kind, byte[] key, WebhookSecret secret) throws Refusal {
        boolean isRight =
                switch (kind) {
                    case SHARED -> key.length >= MIN_BYTES && key.length <= MAX_BYTES;
                    case PUBLIC -> key.length == Ed25519.KEY_BYTES;
                    case PRIVATE ->
                            key.length == Ed25519.KEY_BYTES || key.length == 2 * Ed25519.KEY_BYTES;
                };
        if (!isRight) {
            throw KeyForm.unusable(
                    secret,
                    switch (kind) {
                        case SHARED ->
                                "it has %d bytes (expected: %d to %d, in base64)"
                                        .formatted(key.length, MIN_BYTES, MAX_BYTES);
                        case PUBLIC, PRIVATE ->
                                "it has %d bytes, and no key of Ed25519 has so many"
                                        .formatted(key.length);
                    });
        }
        return kind == Kind.PRIVATE ? Arrays.copyOf(key, Ed25519.KEY_BYTES) : key;
    }
}
