package io.terrateam.terratunnel.webhook.scheme;

import static java.util.stream.Collectors.joining;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.scheme.Traits.Covered;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Contentful's: method, path, header fields that the request itself lists, and body, in lines.
public record ContentfulScheme() implements Scheme {
    private static final String SIGNATURE = "x-contentful-signature";
    private static final String SIGNED_FIELDS = "x-contentful-signed-headers";
    private static final String TIME = "x-contentful-timestamp";
    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final int MAX_FIELDS = 64;

    private static final String UNESCAPED_IN_QUERY = "-_.!~*'()";
    private static final String UNESCAPED_IN_URI = UNESCAPED_IN_QUERY + ";,/?:@&=+$#";

    @Override
    public Traits traits() {
        return new Traits(
                SIGNATURE,
                "method, path, listed header fields and {body}, in lines",
                "HMAC-SHA256, hex",
                KeyForm.TEXT,
                Optional.of(TOLERANCE),
                Set.of(Covered.BODY),
                true);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return request.has(SIGNATURE);
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        String time = Received.one(request, TIME);
        Instant signedAt =
                TimestampUnit.MILLIS
                        .parse(time)
                        .orElseThrow(() ->
                                Refusal.malformed(
                                        TIME, "no timestamp (expected: milliseconds since 1970)"));
        byte[] signature =
                Received.signature(
                        SIGNATURE,
                        Received.one(request, SIGNATURE),
                        Encoding.HEX,
                        Mac.HMAC_SHA256.lengthBytes());
        Set<String> names = names(Received.one(request, SIGNED_FIELDS));
        return new ContentfulClaim(head(request, names, time), signature, signedAt);
    }

    /// The listed names, sorted, with those that are always signed.
    private static Set<String> names(String list) throws Refusal {
        Set<String> names = new TreeSet<>(Set.of(SIGNED_FIELDS, TIME));
        for (String name : list.toLowerCase(Locale.ROOT).split(",", -1)) {
            names.add(name.strip());
        }
        names.remove("");
        if (names.size() > MAX_FIELDS) {
            throw Refusal.malformed(SIGNED_FIELDS, "more than " + MAX_FIELDS + " names");
        }
        return names;
    }

    /// What is signed before the body.
    private static byte[] head(WebhookRequest request, Set<String> names, String time)
            throws Refusal {
        Map<String, String> values = new TreeMap<>();
        for (String name : names) {
            values.put(
                    name,
                    switch (name) {
                        case TIME -> time;
                        case SIGNED_FIELDS -> String.join(",", names);
                        default -> Received.one(request, name).strip();
                    });
        }
        String fields =
                values.entrySet().stream()
                        .map(each -> each.getKey() + ":" + each.getValue())
                        .collect(joining(";"));
        String head = request.method() + "\n" + path(request.target()) + "\n" + fields + "\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// As the provider escapes it: the query first alone, then all of it again.
    static String path(String target) {
        String[] parts = target.split("\\?", -1);
        boolean hasQuery = parts.length > 1 && !parts[1].isEmpty();
        return escaped(
                hasQuery ? parts[0] + "?" + escaped(parts[1], UNESCAPED_IN_QUERY) : parts[0],
                UNESCAPED_IN_URI);
    }

    private static String escaped(String text, String unescaped) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean isPlain =
                    c < 0x80 && (Character.isLetterOrDigit(c) || unescaped.indexOf(c) >= 0);
            escaped.append(isPlain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return escaped.toString();
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        KeyForm.requireContent(secret);
    }

    private static byte[] code(WebhookSecret secret, byte[] head, byte[] body) throws Refusal {
        return Mac.HMAC_SHA256.of(KeyForm.TEXT.key(secret), List.of(head, body));
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        WebhookRequest request = unsigned.request();
        String time = TimestampUnit.MILLIS.format(unsigned.now());
        Set<String> names = names(request.first(SIGNED_FIELDS).orElse(""));
        byte[] code = code(secret, head(request, names, time), request.body());
        return Resigned.of(
                List.of(
                        new Field(SIGNED_FIELDS, String.join(",", names)),
                        new Field(TIME, time),
                        new Field(SIGNATURE, Encoding.HEX.encode(code))),
                request.body());
    }

    /// What a request says.
    private record ContentfulClaim(byte[] head, byte[] signature, Instant time) implements Claim {
        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            return MessageDigest.isEqual(code(secret, head, material.body()), signature);
        }

        @Override
        public Optional<Instant> signedAt() {
            return Optional.of(time);
        }
    }
}
