package io.terrateam.terratunnel.webhook;

import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.provider.WebhookProviders;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests, secrets and clocks for tests.
final class Requests {
    private Requests() {}

    /// A POST with these fields: name, value, name, value.
    static WebhookRequest post(String body, String... fields) {
        return request("POST", "/hook", body, fields);
    }

    static WebhookRequest request(String method, String target, String body, String... fields) {
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.add(new Field(fields[i], fields[i + 1]));
        }
        return new WebhookRequest(method, target, all, body.getBytes(StandardCharsets.UTF_8));
    }

    static WebhookSecret secret(String text) {
        return WebhookSecret.of("test", text);
    }

    static WebhookProvider provider(String id) {
        return WebhookProviders.byId(id).orElseThrow(() -> new AssertionError(id));
    }

    static Clock at(Instant time) {
        return Clock.fixed(time, ZoneOffset.UTC);
    }

    static Clock at(long second) {
        return at(Instant.ofEpochSecond(second));
    }

    /// Checks with a clock at 2023-11-14T22:13:20Z, which is 1700000000.
    static Verdict verify(String provider, WebhookRequest request, String secret) {
        return verify(provider, request, null, secret, 1_700_000_000L);
    }

    static Verdict verify(
            String provider,
            WebhookRequest request,
            @Nullable String url,
            String secret,
            long second) {
        return new Verifier(at(second))
                .verify(provider(provider), request, url, List.of(secret(secret)));
    }

    /// The reason why it is not valid.
    static Reason reason(Verdict verdict) {
        if (verdict instanceof Verdict.Invalid(Reason reason)) {
            return reason;
        }
        throw new AssertionError("valid: " + verdict);
    }
}
