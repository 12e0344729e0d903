package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Mailgun's: the JSON body carries a token, a time, and a signature of these two alone.
public record MailgunScheme() implements Scheme {
    private static final String SIGNATURE = "signature.signature";
    private static final String TIME = "signature.timestamp";
    private static final String TOKEN = "signature.token";

    @Override
    public Traits traits() {
        return new Traits(
                SIGNATURE + " in the body",
                "{ts} + token, both in the body",
                "HMAC-SHA256, hex",
                KeyForm.TEXT,
                Optional.empty(),
                Set.of(),
                true);
    }

    @Override
    public boolean appearsIn(WebhookRequest request) {
        return Received.glance(request)
                .filter(body -> body.at(TOKEN).isPresent() && body.at(SIGNATURE).isPresent())
                .isPresent();
    }

    @Override
    public Claim read(WebhookRequest request) throws Refusal {
        Json body = Received.json(request.body());
        String time = text(body, TIME);
        Instant signedAt =
                TimestampUnit.SECONDS
                        .parse(time)
                        .orElseThrow(() ->
                                Refusal.malformed(
                                        TIME + " in the body",
                                        "no timestamp (expected: seconds since 1970)"));
        byte[] signature =
                Received.signature(
                        SIGNATURE + " in the body",
                        text(body, SIGNATURE),
                        Encoding.HEX,
                        Mac.HMAC_SHA256.lengthBytes());
        return new MailgunClaim(time + text(body, TOKEN), signature, signedAt);
    }

    private static String text(Json body, String path) throws Refusal {
        return value(body, path)
                .scalar()
                .orElseThrow(
                        () -> Refusal.malformed(path + " in the body", "neither text nor number"));
    }

    private static Json value(Json body, String path) throws Refusal {
        return body.at(path).orElseThrow(() -> Refusal.malformed(path + " in the body", "missing"));
    }

    @Override
    public void check(WebhookSecret secret) throws Refusal {
        KeyForm.requireContent(secret);
    }

    private static byte[] code(WebhookSecret secret, String signed) throws Refusal {
        return Mac.HMAC_SHA256.of(
                KeyForm.TEXT.key(secret), List.of(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Resigned sign(Unsigned unsigned, WebhookSecret secret) throws Refusal {
        byte[] bytes = unsigned.request().body();
        Json body = Received.json(bytes);
        String time = TimestampUnit.SECONDS.format(unsigned.now());
        byte[] code = code(secret, time + text(body, TOKEN));
        List<Splice> splices =
                List.of(
                        Splice.of(TIME, value(body, TIME), time),
                        Splice.of(SIGNATURE, value(body, SIGNATURE), Encoding.HEX.encode(code)));
        return Resigned.of(List.of(), Splice.apply(bytes, splices));
    }

    /// What a request says.
    private record MailgunClaim(String signed, byte[] signature, Instant time) implements Claim {
        @Override
        public boolean fits(WebhookSecret secret, Material material) throws Refusal {
            return MessageDigest.isEqual(code(secret, signed), signature);
        }

        @Override
        public Optional<Instant> signedAt() {
            return Optional.of(time);
        }
    }
}
