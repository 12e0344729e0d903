package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// No signature: the secret itself comes along.
///
/// @param field where it stands
/// @param isBasic whether it is `user:password` of Basic authentication (RFC 7617)
public record TokenScheme(String field, boolean isBasic) implements Scheme {
    private static final String BASIC = "basic ";

    @Override
    public Traits traits() {
        return new Traits(
                isBasic ? field + ": Basic …" : field,
                isBasic ? "nothing: user:password itself" : "nothing: the secret itself",
                "comparison",
                KeyForm.TEXT,
                Optional.empty(),
                Set.of(),
                true);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return isBasic
                ? request.values(field).stream().anyMatch(TokenScheme::isBasic)
                : request.has(field);
    }

    private static boolean isBasic(String value) {
        return value.toLowerCase(Locale.ROOT).startsWith(BASIC);
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        String value = Received.one(request, field);
        return new TokenClaim(
                isBasic ? credentials(value) : value.getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] credentials(String value) throws Refusal {
        if (!isBasic(value)) {
            int blank = value.indexOf(' ');
            throw new Refusal(
                    new Reason.AlgorithmUnknown(
                            field, blank < 0 ? "?" : value.substring(0, blank), "Basic"));
        }
        return Encoding.BASE64
                .decode(value.substring(BASIC.length()).strip())
                .orElseThrow(() -> Refusal.malformed(field, "not Base64"));
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        KeyForm.requireContent(secret);
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        check(secret);
        String value =
                isBasic
                        ? "Basic " + Base64.getEncoder().encodeToString(secret.bytes())
                        : new String(secret.bytes(), StandardCharsets.ISO_8859_1);
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw KeyForm.unusable(secret, "it has line ends in it, which no field can have");
        }
        return Resigned.of(List.of(new Field(field, value)), unsigned.request().body());
    }

    /// The secret that came along.
    private record TokenClaim(byte[] token) implements Claim {
        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            KeyForm.requireContent(secret);
            return MessageDigest.isEqual(secret.bytes(), token);
        }

        @Override
        public Optional<Instant> signedAt() {
            return Optional.empty();
        }
    }
}
