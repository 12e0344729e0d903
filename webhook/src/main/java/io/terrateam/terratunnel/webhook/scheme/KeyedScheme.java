package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.scheme.Traits.Covered;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Most schemes: a code made of the secret and of parts of the request, in a header field.
/// Described by a [Keyed], not programmed.
public final class KeyedScheme implements Scheme {
    private final Layout layout;
    private final Mac mac;
    private final Encoding encoding;
    private final KeyForm keyForm;
    private final Template template;
    private final @Nullable Stamp stamp;
    private final @Nullable String idField;
    private final @Nullable Field algorithm;
    private final @Nullable Duration tolerance;

    KeyedScheme(Keyed description) {
        layout = description.layout;
        mac = description.mac;
        encoding = description.encoding;
        keyForm = description.keyForm;
        template = description.template;
        stamp = description.stamp;
        idField = description.idField;
        algorithm = description.algorithm;
        tolerance = description.tolerance;
    }

    @Override
    public Traits traits() {
        Set<Covered> covers = EnumSet.noneOf(Covered.class);
        if (template.has("body")) {
            covers.add(Covered.BODY);
        }
        if (template.has("url") || template.has("hubspotUrl")) {
            covers.add(Covered.URL);
        }
        return new Traits(
                layout.place(),
                template.text().replace("{hubspotUrl}", "{url}"),
                mac.word() + ", " + encoding.word(),
                keyForm,
                Optional.ofNullable(tolerance),
                covers,
                true);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return layout.appearsIn(request)
                && (stamp == null
                        || stamp.place() != Stamp.Place.FIELD
                        || request.has(stamp.name()));
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        SignatureList list = layout.list(request);
        List<byte[]> signatures = decoded(layout.signatures(request, list));
        if (algorithm != null && request.has(algorithm.name())) {
            String named = Received.one(request, algorithm.name());
            if (!named.equalsIgnoreCase(algorithm.value())) {
                throw new Refusal(
                        new Reason.AlgorithmUnknown(algorithm.name(), named, algorithm.value()));
            }
        }
        String id = idField == null ? "" : Received.one(request, idField);
        String time = stamp == null ? "" : stamp.read(request, list);
        Instant signedAt = stamp == null ? null : stamp.parse(time);
        return new KeyedClaim(signatures, id, time, Optional.ofNullable(signedAt));
    }

    /// Those that can be one; a single one is enough, since the others may be of another secret.
    private List<byte[]> decoded(List<String> texts) throws Refusal {
        String where =
                layout.fields().size() == 1 ? layout.fields().iterator().next() : "signature";
        List<byte[]> decoded = new ArrayList<>();
        Refusal refusal = null;
        for (String text : texts) {
            try {
                decoded.add(Received.signature(where, text, encoding, mac.lengthBytes()));
            } catch (Refusal e) {
                refusal = e;
            }
        }
        if (decoded.isEmpty() && refusal != null) {
            throw refusal;
        }
        return decoded;
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        keyForm.key(secret);
    }

    private byte[] code(WebhookSecret secret, String id, String time, Material material)
            throws Refusal {
        byte[] key = keyForm.key(secret);
        return mac.of(key, template.filled(id, time, key, material));
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        List<Field> fields = new ArrayList<>();
        WebhookRequest request = unsigned.request();
        String id = "";
        if (idField != null) {
            id = request.first(idField).orElse(unsigned.newId());
            fields.add(new Field(idField, id));
        }
        String time = stamp == null ? "" : stamp.unit().format(unsigned.now());
        byte[] body = request.body();
        if (stamp != null && stamp.place() == Stamp.Place.FIELD) {
            fields.add(new Field(stamp.name(), time));
        }
        if (stamp != null && stamp.place() == Stamp.Place.BODY) {
            body = restamped(body, stamp, time);
        }
        if (algorithm != null) {
            fields.add(algorithm);
        }
        byte[] code = code(secret, id, time, unsigned.material().withBody(body));
        fields.add(layout.write(encoding.encode(code), time));
        Set<String> replaced = new HashSet<>(layout.fields());
        fields.forEach(field -> replaced.add(field.name()));
        return new Resigned(fields, replaced, body);
    }

    /// The body with another number where its time stands, and no other byte changed.
    private static byte[] restamped(byte[] body, Stamp stamp, String time) throws Refusal {
        Json old =
                Received.json(body)
                        .member(stamp.name())
                        .orElseThrow(
                                () -> Refusal.malformed(stamp.name() + " in the body", "missing"));
        return Splice.apply(body, List.of(Splice.of(stamp.name() + " in the body", old, time)));
    }

    /// What a request says.
    private final class KeyedClaim implements Claim {
        private final List<byte[]> signatures;
        private final String id;
        private final String time;
        private final Optional<Instant> signedAt;

        KeyedClaim(List<byte[]> signatures, String id, String time, Optional<Instant> signedAt) {
            this.signatures = signatures;
            this.id = id;
            this.time = time;
            this.signedAt = signedAt;
        }

        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            byte[] code = code(secret, id, time, material);
            boolean fits = false;
            for (byte[] signature : signatures) {
                fits |= MessageDigest.isEqual(code, signature);
            }
            return fits;
        }

        @Override
        public Optional<Instant> signedAt() {
            return signedAt;
        }
    }
}
