package io.terrateam.terratunnel.webhook.provider;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.FormFields;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A request by which a provider asks, before or between webhooks, whether somebody listens there.
public enum Handshake {
    /// `url_verification`, to be answered with the challenge.
    SLACK("Slack: url_verification"),
    /// `endpoint.url_validation`, to be answered with the token and its code.
    ZOOM("Zoom: endpoint.url_validation"),
    /// `hub.challenge`, to be answered with it.
    META("Meta: hub.challenge"),
    /// `crc_token`, to be answered with its code.
    X("X: crc_token"),
    /// `webhook_callback_verification`, to be answered with the challenge.
    TWITCH("Twitch: webhook_callback_verification"),
    /// `challenge` in the query, to be answered with it.
    DROPBOX("Dropbox: challenge"),
    /// A `verification_token` to keep.
    NOTION("Notion: verification_token"),
    /// No events, to be answered by whether the signature is right.
    XERO("Xero: intent to receive"),
    /// `validationToken` in the query, to be answered with it.
    MICROSOFT_GRAPH("Microsoft Graph: validationToken"),
    /// A challenge in the header, to be answered with it.
    OKTA("Okta: verification challenge"),
    /// A secret to keep, to be sent back.
    ASANA("Asana: X-Hook-Secret"),
    /// A URL to visit.
    AWS_SNS("AWS SNS: SubscriptionConfirmation"),
    /// `ping`; any 2xx answers it.
    GITHUB("GitHub: ping");

    private final String title;

    Handshake(String title) {
        this.title = title;
    }

    /// Whose it is, and what it is called there.
    public String title() {
        return title;
    }

    /// The handshake that the request seems to be.
    static Optional<Handshake> of(WebhookRequest request, Optional<Json> body) {
        return byHeader(request).or(() -> byBody(request, body)).or(() -> byQuery(request));
    }

    private static Optional<Handshake> byHeader(WebhookRequest request) {
        if (isField(request, "Twitch-Eventsub-Message-Type", "webhook_callback_verification")) {
            return Optional.of(TWITCH);
        }
        if (isField(request, "X-GitHub-Event", "ping")) {
            return Optional.of(GITHUB);
        }
        if (isField(request, "x-amz-sns-message-type", "SubscriptionConfirmation")) {
            return Optional.of(AWS_SNS);
        }
        if (request.has("X-Okta-Verification-Challenge")) {
            return Optional.of(OKTA);
        }
        return request.has("X-Hook-Secret") ? Optional.of(ASANA) : Optional.empty();
    }

    private static boolean isField(WebhookRequest request, String name, String value) {
        return request.values(name).contains(value);
    }

    private static Optional<Handshake> byBody(WebhookRequest request, Optional<Json> body) {
        if (is(body, "type", "url_verification") && has(body, "challenge")) {
            return Optional.of(SLACK);
        }
        if (is(body, "event", "endpoint.url_validation") && has(body, "payload.plainToken")) {
            return Optional.of(ZOOM);
        }
        boolean hasNoEvents =
                body.flatMap(json -> json.member("events"))
                        .filter(new Json.Items(List.of())::equals)
                        .isPresent();
        if (hasNoEvents && request.has("x-xero-signature")) {
            return Optional.of(XERO);
        }
        return has(body, "verification_token") && !has(body, "id")
                ? Optional.of(NOTION)
                : Optional.empty();
    }

    private static boolean is(Optional<Json> body, String path, String value) {
        return body.flatMap(json -> json.at(path))
                .flatMap(Json::scalar)
                .filter(value::equals)
                .isPresent();
    }

    private static boolean has(Optional<Json> body, String path) {
        return body.flatMap(json -> json.at(path)).flatMap(Json::scalar).isPresent();
    }

    private static Optional<Handshake> byQuery(WebhookRequest request) {
        int mark = request.target().indexOf('?');
        if (mark < 0) {
            return Optional.empty();
        }
        byte[] query = request.target().substring(mark + 1).getBytes(StandardCharsets.ISO_8859_1);
        List<String> names = FormFields.parse(query).stream().map(Field::name).toList();
        if (names.contains("validationToken")) {
            return Optional.of(MICROSOFT_GRAPH);
        }
        if (!request.method().equals("GET")) {
            return Optional.empty();
        }
        if (names.contains("hub.challenge") && names.contains("hub.mode")) {
            return Optional.of(META);
        }
        if (names.contains("crc_token")) {
            return Optional.of(X);
        }
        return names.equals(List.of("challenge")) ? Optional.of(DROPBOX) : Optional.empty();
    }

    /// The code of a token that Zoom and X ask for; empty where none is part of the answer.
    ///
    /// @param token as the request carries it
    public Optional<String> proof(WebhookSecret secret, String token) {
        if (secret.isBlank() || (this != ZOOM && this != X)) {
            return Optional.empty();
        }
        byte[] code =
                Mac.HMAC_SHA256.of(secret.bytes(), List.of(token.getBytes(StandardCharsets.UTF_8)));
        return Optional.of(
                this == ZOOM
                        ? Encoding.HEX.encode(code)
                        : "sha256=" + Encoding.BASE64.encode(code));
    }
}
