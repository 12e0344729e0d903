package io.terrateam.terratunnel.webhook;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.scheme.KeyForm;
import io.terrateam.terratunnel.webhook.verdict.SecretForm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Other ways to take a secret, that people have taken by mistake.
final class SecretVariants {
    private static final String PREFIX = "whsec_";

    private SecretVariants() {}

    /// A secret taken in another way.
    record Variant(SecretForm form, WebhookSecret secret) {}

    static Stream<Variant> of(WebhookSecret secret, KeyForm form) {
        String text = secret.text();
        List<Variant> variants = new ArrayList<>();
        String stripped = text.strip();
        if (!stripped.equals(text)) {
            variants.add(variant(SecretForm.WITHOUT_BLANKS, stripped));
        }
        boolean isQuoted =
                stripped.length() > 1
                        && "\"'".indexOf(stripped.charAt(0)) >= 0
                        && stripped.charAt(0) == stripped.charAt(stripped.length() - 1);
        if (isQuoted) {
            variants.add(
                    variant(
                            SecretForm.WITHOUT_QUOTES,
                            stripped.substring(1, stripped.length() - 1)));
        }
        switch (form) {
            case TEXT -> addDecoded(variants, stripped);
            case HEX -> variants.add(encoded(SecretForm.AS_TEXT, stripped, Encoding.HEX));
            case BASE64 -> variants.add(encoded(SecretForm.AS_TEXT, stripped, Encoding.BASE64));
            case PUBLIC -> {
                // A public key has one form only.
            }
        }
        return variants.stream();
    }

    private static void addDecoded(List<Variant> variants, String text) {
        boolean isPrefixed = text.startsWith(PREFIX);
        String bare = isPrefixed ? text.substring(PREFIX.length()) : text;
        if (isPrefixed) {
            variants.add(variant(SecretForm.WITHOUT_PREFIX, bare));
        }
        Encoding.BASE64
                .decode(bare)
                .ifPresent(key ->
                        variants.add(
                                new Variant(
                                        SecretForm.BASE64_DECODED, new WebhookSecret("", key))));
        Encoding.HEX
                .decode(bare)
                .ifPresent(key ->
                        variants.add(
                                new Variant(SecretForm.HEX_DECODED, new WebhookSecret("", key))));
    }

    private static Variant variant(SecretForm form, String text) {
        return new Variant(form, WebhookSecret.of("", text));
    }

    /// Written so that decoding gives the text's own bytes.
    private static Variant encoded(SecretForm form, String text, Encoding encoding) {
        return variant(form, encoding.encode(WebhookSecret.of("", text).bytes()));
    }
}
