package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Adyen's classic webhooks: each item of the body carries a signature of eight of its fields. All
/// items have to fit.
public record AdyenScheme() implements Scheme {
    private static final String WHERE = "additionalData.hmacSignature in the body";
    private static final int MAX_ITEMS = 1_000;

    /// In the order in which they are signed.
    private static final List<String> SIGNED =
            List.of(
                    "pspReference",
                    "originalReference",
                    "merchantAccountCode",
                    "merchantReference",
                    "amount.value",
                    "amount.currency",
                    "eventCode",
                    "success");

    /// One item.
    ///
    /// @param signature where it stands in the body
    private record Item(String signed, Json.Text signature) {
        byte[] code(byte[] key) {
            return Mac.HMAC_SHA256.of(key, List.of(signed.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public Traits traits() {
        return new Traits(
                WHERE,
                "8 fields of each item, joined by :",
                "HMAC-SHA256, base64",
                KeyForm.HEX,
                Optional.empty(),
                Set.of(),
                true);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return Received.glance(request)
                .flatMap(body -> body.at("notificationItems.0.NotificationRequestItem"))
                .flatMap(item -> item.at("additionalData.hmacSignature"))
                .isPresent();
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        List<Item> items = items(request.body());
        List<byte[]> signatures = new ArrayList<>();
        for (Item item : items) {
            signatures.add(
                    Received.signature(
                            WHERE,
                            item.signature().value(),
                            Encoding.BASE64,
                            Mac.HMAC_SHA256.lengthBytes()));
        }
        return new AdyenClaim(items, signatures);
    }

    private static List<Item> items(byte[] body) throws Refusal {
        Json list = Received.json(body).member("notificationItems").orElse(new Json.Nothing());
        if (!(list instanceof Json.Items(List<Json> entries)) || entries.isEmpty()) {
            throw Refusal.malformed("notificationItems in the body", "no item to check");
        }
        if (entries.size() > MAX_ITEMS) {
            throw Refusal.malformed(
                    "notificationItems in the body", "more than " + MAX_ITEMS + " items");
        }
        List<Item> items = new ArrayList<>();
        for (Json entry : entries) {
            items.add(item(entry));
        }
        return items;
    }

    private static Item item(Json entry) throws Refusal {
        Json item =
                entry.member("NotificationRequestItem")
                        .orElseThrow(() ->
                                Refusal.malformed(
                                        "NotificationRequestItem in the body", "missing"));
        Json signature = item.at("additionalData.hmacSignature").orElse(new Json.Nothing());
        if (!(signature instanceof Json.Text text)) {
            throw new Refusal(new Reason.FieldMissing(WHERE));
        }
        List<String> values = new ArrayList<>();
        for (String name : SIGNED) {
            values.add(value(item, name));
        }
        return new Item(String.join(":", values), text);
    }

    private static String value(Json item, String name) throws Refusal {
        Json value = item.at(name).orElse(new Json.Nothing());
        if (value instanceof Json.Nothing) {
            return "";
        }
        return value.scalar()
                .orElseThrow(
                        () -> Refusal.malformed(name + " in the body", "neither text nor number"));
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        KeyForm.HEX.key(secret);
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        byte[] key = KeyForm.HEX.key(secret);
        byte[] body = unsigned.request().body();
        List<Splice> splices = new ArrayList<>();
        for (Item item : items(body)) {
            splices.add(Splice.of(WHERE, item.signature(), Encoding.BASE64.encode(item.code(key))));
        }
        return Resigned.of(List.of(), Splice.apply(body, splices));
    }

    /// What a request says.
    private record AdyenClaim(List<Item> items, List<byte[]> signatures) implements Claim {
        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            byte[] key = KeyForm.HEX.key(secret);
            boolean fits = true;
            for (int i = 0; i < items.size(); i++) {
                fits &= MessageDigest.isEqual(items.get(i).code(key), signatures.get(i));
            }
            return fits;
        }

        @Override
        public Optional<Instant> signedAt() {
            return Optional.empty();
        }
    }
}
