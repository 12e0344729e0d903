package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.message.Field;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The description of a [KeyedScheme], to be read as a sentence:
/// `Keyed.hmac("X-Slack-Signature").prefixed("v0=").over("v0:{ts}:{body}")`.
///
/// Thread: one, while it is being written.
public final class Keyed {
    Layout layout;
    Mac mac = Mac.HMAC_SHA256;
    Encoding encoding = Encoding.HEX;
    KeyForm keyForm = KeyForm.TEXT;
    Template template = new Template("{body}");
    @Nullable Stamp stamp;
    @Nullable String idField;

    /// A field that names the algorithm, and what it has to say if it is there.
    @Nullable Field algorithm;

    @Nullable Duration tolerance;

    private Keyed(Layout layout) {
        this.layout = layout;
    }

    /// HMAC-SHA256 of the body in hexadecimal, in that field, or in any of several.
    public static Keyed hmac(String... fields) {
        return new Keyed(new Layout.Single(List.of(fields), ""));
    }

    /// The same in a list of keys and values, under `key`.
    public static Keyed hmacList(String field, char separator, String key) {
        return new Keyed(new Layout.Pairs(field, separator, null, key));
    }

    /// The form of Stripe: `t=…,v1=…` over `t.body`, 300 s.
    public static Keyed stripeForm(String field) {
        return stripeForm(field, TimestampUnit.SECONDS, "v1");
    }

    /// The same with another unit or key.
    public static Keyed stripeForm(String field, TimestampUnit unit, String key) {
        return hmacList(field, ',', key)
                .stampedInList("t", unit)
                .over("{ts}.{body}")
                .within(Duration.ofMinutes(5));
    }

    /// Plain SHA-256 of text that has the secret in it.
    public static Keyed digest(String field, String template) {
        Keyed keyed = hmac(field).over(template);
        keyed.mac = Mac.SHA256;
        return keyed;
    }

    /// With text before the signature.
    public Keyed prefixed(String prefix) {
        if (layout instanceof Layout.Single(List<String> names, _)) {
            layout = new Layout.Single(names, prefix);
            return this;
        }
        throw new IllegalStateException("a list has no prefix");
    }

    /// In Base64.
    public Keyed base64() {
        encoding = Encoding.BASE64;
        return this;
    }

    /// With another hash.
    public Keyed with(Mac other) {
        mac = other;
        return this;
    }

    /// With a secret that is decoded from hexadecimal.
    public Keyed hexKey() {
        keyForm = KeyForm.HEX;
        return this;
    }

    /// Over something else than the body alone: see [Template].
    public Keyed over(String text) {
        template = new Template(text);
        return this;
    }

    /// With the time of signing in a field of its own.
    public Keyed stampedIn(String field, TimestampUnit unit) {
        stamp = new Stamp(Stamp.Place.FIELD, field, unit);
        return this;
    }

    /// With the time of signing beside the signature.
    public Keyed stampedInList(String key, TimestampUnit unit) {
        if (layout instanceof Layout.Pairs(String name, char separator, _, String signatureKey)) {
            layout = new Layout.Pairs(name, separator, key, signatureKey);
            stamp = new Stamp(Stamp.Place.LIST, key, unit);
            return this;
        }
        throw new IllegalStateException("there is no list");
    }

    /// With the time of signing in the JSON body.
    public Keyed stampedInBody(String member, TimestampUnit unit) {
        stamp = new Stamp(Stamp.Place.BODY, member, unit);
        return this;
    }

    /// Not to be accepted when signed longer ago, or later than now, by more than this.
    public Keyed within(Duration limit) {
        tolerance = limit;
        return this;
    }

    /// With a delivery id, `{id}`, in that field.
    public Keyed idIn(String field) {
        idField = field;
        return this;
    }

    /// With a field that has to name this algorithm if it is there.
    public Keyed namedIn(String field, String name) {
        algorithm = new Field(field, name);
        return this;
    }

    /// The scheme so described.
    public KeyedScheme scheme() {
        return new KeyedScheme(this);
    }
}
