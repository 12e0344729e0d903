package io.terrateam.terratunnel.webhook.scheme;

import static java.util.stream.Collectors.toCollection;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.FormFields;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.scheme.Traits.Covered;
import io.terrateam.terratunnel.webhook.verdict.BodyChange;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Twilio's scheme and Mandrill's: HMAC-SHA1 of the public URL with the form's fields behind it,
/// sorted. Where the body is no form, Twilio's URL carries the body's SHA-256 instead.
///
/// @param field where the signature stands
public record SortedFormScheme(String field) implements Scheme {
    private static final Pattern BODY_HASH = Pattern.compile("[?&]bodySHA256=([0-9A-Fa-f]{64})");

    @Override
    public Traits traits() {
        return new Traits(
                field,
                "{url} + form fields sorted by name",
                "HMAC-SHA1, base64",
                KeyForm.TEXT,
                Optional.empty(),
                Set.of(Covered.BODY, Covered.URL),
                true);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return request.has(field);
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        return new FormClaim(
                Received.signature(
                        field,
                        Received.one(request, field),
                        Encoding.BASE64,
                        Mac.HMAC_SHA1.lengthBytes()));
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        KeyForm.requireContent(secret);
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        byte[] code = code(secret, unsigned.material());
        return Resigned.of(
                List.of(new Field(field, Encoding.BASE64.encode(code))), unsigned.request().body());
    }

    private static byte[] code(WebhookSecret secret, Material material) throws Refusal {
        byte[] key = KeyForm.TEXT.key(secret);
        String url = material.knownUrl();
        String fields = BODY_HASH.matcher(url).find() ? "" : sortedFields(material.body());
        return Mac.HMAC_SHA1.of(key, List.of((url + fields).getBytes(StandardCharsets.UTF_8)));
    }

    /// Names and values without anything between them; of a repeated field each value once.
    private static String sortedFields(byte[] body) {
        Map<String, TreeSet<String>> sorted =
                FormFields.parse(body).stream()
                        .collect(
                                Collectors.groupingBy(
                                        Field::name,
                                        TreeMap::new,
                                        Collectors.mapping(
                                                Field::value, toCollection(TreeSet::new))));
        StringBuilder text = new StringBuilder();
        sorted.forEach((name, values) -> values.forEach(value -> text.append(name).append(value)));
        return text.toString();
    }

    /// What a request says.
    private record FormClaim(byte[] signature) implements Claim {
        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            boolean fits = MessageDigest.isEqual(code(secret, material), signature);
            Matcher hash = BODY_HASH.matcher(material.knownUrl());
            if (fits && hash.find() && !isHashOf(material.body(), hash.group(1))) {
                throw new Refusal(new Reason.BodyChanged(BodyChange.CHECKSUM));
            }
            return fits;
        }

        @Override
        public Optional<Instant> signedAt() {
            return Optional.empty();
        }
    }

    private static boolean isHashOf(byte[] body, String hex) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return MessageDigest.isEqual(hash, HexFormat.of().parseHex(hex));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
