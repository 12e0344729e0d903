package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Ed25519;
import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.scheme.Traits.Covered;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Standard Webhooks, which many providers use: `v1` is HMAC-SHA256, `v1a` Ed25519, both over
/// `id.timestamp.body`.
///
/// Spec: Standard Webhooks, version 1.
///
/// @param prefix what the fields' names begin with: `webhook-`, or `svix-` at Svix
public record StandardScheme(String prefix) implements Scheme {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String SHARED = "v1,";
    private static final String ASYMMETRIC = "v1a,";

    @Override
    public Traits traits() {
        return new Traits(
                signatureField() + ": v1,… or v1a,…",
                "{id}.{ts}.{body}",
                "HMAC-SHA256 (v1) or Ed25519 (v1a), base64",
                KeyForm.BASE64,
                Optional.of(TOLERANCE),
                Set.of(Covered.BODY),
                true);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return request.has(signatureField()) && request.has(idField());
    }

    private String signatureField() {
        return prefix + "signature";
    }

    private String idField() {
        return prefix + "id";
    }

    private String timeField() {
        return prefix + "timestamp";
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        String id = Received.one(request, idField());
        String time = Received.one(request, timeField());
        if (id.contains(".")) {
            throw Refusal.malformed(idField(), "it has a dot in it");
        }
        Instant signedAt =
                TimestampUnit.SECONDS
                        .parse(time)
                        .orElseThrow(() ->
                                Refusal.malformed(
                                        timeField(),
                                        "no timestamp (expected: seconds since 1970)"));
        String[] entries = Received.one(request, signatureField()).split(" ", -1);
        if (entries.length > Received.MAX_SIGNATURES) {
            throw Refusal.malformed(
                    signatureField(), "more than " + Received.MAX_SIGNATURES + " signatures");
        }
        List<byte[]> shared = decoded(entries, SHARED, Mac.HMAC_SHA256.lengthBytes());
        List<byte[]> asymmetric = decoded(entries, ASYMMETRIC, Ed25519.SIGNATURE_BYTES);
        if (shared.isEmpty() && asymmetric.isEmpty()) {
            throw unreadable(entries);
        }
        return new StandardClaim(head(id, time), shared, asymmetric, signedAt);
    }

    /// Those of one version that can be read; others may be of versions to come.
    private static List<byte[]> decoded(String[] entries, String version, int lengthBytes) {
        List<byte[]> decoded = new ArrayList<>();
        for (String entry : entries) {
            if (entry.startsWith(version)) {
                Encoding.BASE64
                        .decode(entry.substring(version.length()))
                        .filter(bytes -> bytes.length == lengthBytes)
                        .ifPresent(decoded::add);
            }
        }
        return decoded;
    }

    private Refusal unreadable(String[] entries) {
        for (String entry : entries) {
            int comma = entry.indexOf(',');
            if (comma < 1 || entry.startsWith(SHARED) || entry.startsWith(ASYMMETRIC)) {
                return Refusal.malformed(
                        signatureField(), "no signature (expected: v1, and 32 bytes in base64)");
            }
        }
        String version = entries[0].substring(0, entries[0].indexOf(','));
        return new Refusal(new Reason.AlgorithmUnknown(signatureField(), version, "v1 or v1a"));
    }

    private static byte[] head(String id, String time) {
        return (id + "." + time + ".").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        StandardSecret.parse(secret);
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        StandardSecret key = StandardSecret.parse(secret);
        WebhookRequest request = unsigned.request();
        String id = request.first(idField()).orElse(unsigned.newId());
        if (id.isEmpty() || id.contains(".")) {
            throw Refusal.malformed(idField(), "empty, or it has a dot in it");
        }
        String time = TimestampUnit.SECONDS.format(unsigned.now());
        List<byte[]> parts = List.of(head(id, time), request.body());
        String signature =
                switch (key.kind()) {
                    case SHARED ->
                            SHARED + Encoding.BASE64.encode(Mac.HMAC_SHA256.of(key.key(), parts));
                    case PRIVATE ->
                            ASYMMETRIC + Encoding.BASE64.encode(Ed25519.sign(key.key(), parts));
                    case PUBLIC ->
                            throw new Refusal(
                                    new Reason.NotToBeSigned(
                                            "A public key (whpk_) only checks signatures; whsk_ makes"
                                                    + " them."));
                };
        return Resigned.of(
                List.of(
                        new Field(idField(), id),
                        new Field(timeField(), time),
                        new Field(signatureField(), signature)),
                request.body());
    }

    /// What a request says.
    ///
    /// @param head what is signed before the body
    private record StandardClaim(
            byte[] head, List<byte[]> shared, List<byte[]> asymmetric, Instant time)
            implements Claim {
        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            StandardSecret key = StandardSecret.parse(secret);
            List<byte[]> parts = List.of(head, material.body());
            return switch (key.kind()) {
                case SHARED -> isAmong(shared, Mac.HMAC_SHA256.of(key.key(), parts));
                // Ed25519 makes the same signature every time.
                case PRIVATE -> isAmong(asymmetric, Ed25519.sign(key.key(), parts));
                case PUBLIC ->
                        asymmetric.stream()
                                .anyMatch(
                                        signature -> Ed25519.verifies(key.key(), parts, signature));
            };
        }

        private static boolean isAmong(List<byte[]> signatures, byte[] right) {
            boolean isThere = false;
            for (byte[] signature : signatures) {
                isThere |= MessageDigest.isEqual(right, signature);
            }
            return isThere;
        }

        @Override
        public Optional<Instant> signedAt() {
            return Optional.of(time);
        }
    }
}
