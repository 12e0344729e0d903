package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Ed25519;
import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.scheme.Traits.Covered;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The provider signs time and body with its private key; the receiver has the public one.
///
/// @param field where the signature stands
/// @param timeField where the time stands, in seconds
public record PublicKeyScheme(Kind kind, String field, String timeField) implements Scheme {
    private static final int P256_BITS = 256;

    /// Which signature.
    public enum Kind {
        /// Discord's: hexadecimal, and so is the key.
        ED25519("Ed25519, hex"),
        /// SendGrid's: DER in Base64, the key as SubjectPublicKeyInfo in Base64.
        ECDSA_P256("ECDSA P-256 with SHA-256, base64");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                field,
                "{ts}{body}",
                kind.words,
                KeyForm.PUBLIC,
                Optional.empty(),
                Set.of(Covered.BODY),
                false);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return request.has(field) && request.has(timeField);
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        String text = Received.one(request, field);
        byte[] signature =
                switch (kind) {
                    case ED25519 ->
                            Received.signature(field, text, Encoding.HEX, Ed25519.SIGNATURE_BYTES);
                    case ECDSA_P256 ->
                            Encoding.BASE64
                                    .decode(text)
                                    .orElseThrow(() -> Refusal.malformed(field, "not base64"));
                };
        String time = Received.one(request, timeField);
        Instant signedAt =
                TimestampUnit.SECONDS
                        .parse(time)
                        .orElseThrow(() ->
                                Refusal.malformed(
                                        timeField, "no timestamp (expected: seconds since 1970)"));
        return new PublicKeyClaim(kind, signature, time, signedAt);
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        switch (kind) {
            case ED25519 -> ed25519Key(secret);
            case ECDSA_P256 -> ecdsaKey(secret);
        }
    }

    private static byte[] ed25519Key(WebhookSecret secret) throws Refusal {
        byte[] key = KeyForm.HEX.key(secret);
        if (key.length != Ed25519.KEY_BYTES) {
            throw KeyForm.unusable(
                    secret, "it has %d bytes (expected: 32, in hex)".formatted(key.length));
        }
        return key;
    }

    private static PublicKey ecdsaKey(WebhookSecret secret) throws Refusal {
        byte[] encoded = KeyForm.PUBLIC.key(secret);
        try {
            PublicKey key =
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
            if (key instanceof ECPublicKey curve
                    && curve.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
                return key;
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw KeyForm.unusable(secret, "it is no public key of P-256 in base64");
        }
        throw KeyForm.unusable(secret, "its curve is not P-256");
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        throw new Refusal(
                new Reason.NotToBeSigned(
                        "Only the provider has the private key that makes these signatures."));
    }

    /// What a request says.
    private record PublicKeyClaim(Kind kind, byte[] signature, String time, Instant at)
            implements Claim {
        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            List<byte[]> parts =
                    List.of(time.getBytes(StandardCharsets.ISO_8859_1), material.body());
            return switch (kind) {
                case ED25519 -> Ed25519.verifies(ed25519Key(secret), parts, signature);
                case ECDSA_P256 -> verifies(ecdsaKey(secret), parts);
            };
        }

        private boolean verifies(PublicKey key, List<byte[]> parts) {
            try {
                Signature check = Signature.getInstance("SHA256withECDSA");
                check.initVerify(key);
                for (byte[] part : parts) {
                    check.update(part);
                }
                return check.verify(signature);
            } catch (GeneralSecurityException | RuntimeException e) {
                return false;
            }
        }

        @Override
        public Optional<Instant> signedAt() {
            return Optional.of(at);
        }
    }
}
