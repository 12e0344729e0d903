package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;

/// How the key is made of what was configured.
public enum KeyForm {
    /// Its bytes as they are.
    TEXT("text"),
    /// Decoded from hexadecimal.
    HEX("hex"),
    /// Decoded from Base64, after a prefix.
    BASE64("base64"),
    /// A public key.
    PUBLIC("public key");

    private final String word;

    KeyForm(String word) {
        this.word = word;
    }

    /// In the words of the documents.
    public String word() {
        return word;
    }

    /// The key's bytes.
    ///
    /// @throws Refusal if the secret is blank, or not written so
    byte[] key(WebhookSecret secret) throws Refusal {
        requireContent(secret);
        return switch (this) {
            case TEXT -> secret.bytes();
            case HEX -> decoded(secret, Encoding.HEX);
            case BASE64, PUBLIC -> decoded(secret, Encoding.BASE64);
        };
    }

    static void requireContent(WebhookSecret secret) throws Refusal {
        if (secret.isBlank()) {
            throw unusable(secret, "it is empty or blank");
        }
    }

    private static byte[] decoded(WebhookSecret secret, Encoding encoding) throws Refusal {
        byte[] key =
                encoding.decode(secret.text())
                        .orElseThrow(() -> unusable(secret, "it is not " + encoding.word()));
        if (new WebhookSecret("", key).isBlank()) {
            throw unusable(secret, "it is empty or blank");
        }
        return key;
    }

    static Refusal unusable(WebhookSecret secret, String why) {
        return new Refusal(new Reason.SecretUnusable(secret.name(), why));
    }
}
