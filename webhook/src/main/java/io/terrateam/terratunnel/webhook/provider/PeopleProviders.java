package io.terrateam.terratunnel.webhook.provider;

import static io.terrateam.terratunnel.webhook.provider.WebhookProvider.provider;

import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.scheme.Keyed;
import io.terrateam.terratunnel.webhook.scheme.MailgunScheme;
import io.terrateam.terratunnel.webhook.scheme.PublicKeyScheme;
import io.terrateam.terratunnel.webhook.scheme.PublicKeyScheme.Kind;
import io.terrateam.terratunnel.webhook.scheme.SortedFormScheme;
import io.terrateam.terratunnel.webhook.scheme.TokenScheme;
import java.time.Duration;
import java.util.List;

/// Those who send webhooks about messages, meetings, files and customers.
final class PeopleProviders {
    static final List<WebhookProvider> ALL =
            List.of(
                    provider(
                                    "slack",
                                    "Slack",
                                    Keyed.hmac("X-Slack-Signature")
                                            .prefixed("v0=")
                                            .stampedIn(
                                                    "X-Slack-Request-Timestamp",
                                                    TimestampUnit.SECONDS)
                                            .over("v0:{ts}:{body}")
                                            .within(Duration.ofMinutes(5)))
                            .event("$.event.type", "$.type")
                            .delivery("$.event_id"),
                    provider(
                                    "zoom",
                                    "Zoom",
                                    Keyed.hmac("x-zm-signature")
                                            .prefixed("v0=")
                                            .stampedIn(
                                                    "x-zm-request-timestamp", TimestampUnit.SECONDS)
                                            .over("v0:{ts}:{body}")
                                            .within(Duration.ofMinutes(5)))
                            .event("$.event"),
                    provider(
                                    "discord",
                                    "Discord",
                                    new PublicKeyScheme(
                                            Kind.ED25519,
                                            "X-Signature-Ed25519",
                                            "X-Signature-Timestamp"))
                            .event("$.event.type", "$.type")
                            .delivery("$.id"),
                    provider(
                                    "telegram",
                                    "Telegram",
                                    new TokenScheme("X-Telegram-Bot-Api-Secret-Token", false))
                            .delivery("$.update_id"),
                    provider("line", "LINE", Keyed.hmac("x-line-signature").base64())
                            .event("$.events.0.type")
                            .delivery("$.events.0.webhookEventId"),
                    provider("meta", "Meta", Keyed.hmac("X-Hub-Signature-256").prefixed("sha256="))
                            .alsoAt("WhatsApp", "Messenger", "Instagram")
                            .event("$.object"),
                    provider(
                            "x",
                            "X (Twitter)",
                            Keyed.hmac("x-twitter-webhooks-signature")
                                    .prefixed("sha256=")
                                    .base64()),
                    provider(
                                    "twitch",
                                    "Twitch EventSub",
                                    Keyed.hmac("Twitch-Eventsub-Message-Signature")
                                            .prefixed("sha256=")
                                            .idIn("Twitch-Eventsub-Message-Id")
                                            .stampedIn(
                                                    "Twitch-Eventsub-Message-Timestamp",
                                                    TimestampUnit.RFC3339)
                                            .over("{id}{ts}{body}")
                                            .within(Duration.ofMinutes(10)))
                            .event("Twitch-Eventsub-Subscription-Type")
                            .delivery("Twitch-Eventsub-Message-Id"),
                    provider("twilio", "Twilio", new SortedFormScheme("X-Twilio-Signature"))
                            .delivery("I-Twilio-Idempotency-Token"),
                    provider(
                                    "sendgrid",
                                    "SendGrid",
                                    new PublicKeyScheme(
                                            Kind.ECDSA_P256,
                                            "X-Twilio-Email-Event-Webhook-Signature",
                                            "X-Twilio-Email-Event-Webhook-Timestamp"))
                            .event("$.0.event")
                            .delivery("$.0.sg_event_id"),
                    provider("mandrill", "Mandrill", new SortedFormScheme("X-Mandrill-Signature")),
                    provider("mailgun", "Mailgun", new MailgunScheme())
                            .event("$.event-data.event")
                            .delivery("$.event-data.id"),
                    provider(
                                    "intercom",
                                    "Intercom",
                                    Keyed.hmac("X-Hub-Signature")
                                            .prefixed("sha1=")
                                            .with(Mac.HMAC_SHA1))
                            .event("$.topic")
                            .delivery("$.id"),
                    provider(
                                    "zendesk",
                                    "Zendesk",
                                    Keyed.hmac("X-Zendesk-Webhook-Signature")
                                            .base64()
                                            .stampedIn(
                                                    "X-Zendesk-Webhook-Signature-Timestamp",
                                                    TimestampUnit.RFC3339)
                                            .over("{ts}{body}"))
                            .event("$.type")
                            .delivery("X-Zendesk-Webhook-Invocation-Id"),
                    provider(
                                    "hubspot-v3",
                                    "HubSpot v3",
                                    Keyed.hmac("X-HubSpot-Signature-v3")
                                            .base64()
                                            .stampedIn(
                                                    "X-HubSpot-Request-Timestamp",
                                                    TimestampUnit.MILLIS)
                                            .over("{method}{hubspotUrl}{body}{ts}")
                                            .within(Duration.ofMinutes(5)))
                            .event("$.0.subscriptionType")
                            .delivery("$.0.eventId"),
                    provider(
                                    "hubspot-v2",
                                    "HubSpot v2",
                                    Keyed.digest(
                                            "X-HubSpot-Signature", "{secret}{method}{url}{body}"))
                            .marked("X-HubSpot-Signature-Version", "v2")
                            .event("$.0.subscriptionType")
                            .delivery("$.0.eventId"),
                    provider(
                                    "hubspot-v1",
                                    "HubSpot v1",
                                    Keyed.digest("X-HubSpot-Signature", "{secret}{body}"))
                            .marked("X-HubSpot-Signature-Version", "v1")
                            .event("$.0.subscriptionType")
                            .delivery("$.0.eventId"),
                    provider(
                            "klaviyo",
                            "Klaviyo",
                            Keyed.hmac("Klaviyo-Signature")
                                    .stampedIn("Klaviyo-Timestamp", TimestampUnit.HTTP_DATE)
                                    .over("{body}{ts}")),
                    provider(
                                    "typeform",
                                    "Typeform",
                                    Keyed.hmac("Typeform-Signature").prefixed("sha256=").base64())
                            .event("$.event_type")
                            .delivery("$.event_id"),
                    provider("tally", "Tally", Keyed.hmac("Tally-Signature").base64())
                            .event("$.eventType")
                            .delivery("$.eventId"),
                    provider("calendly", "Calendly", Keyed.stripeForm("Calendly-Webhook-Signature"))
                            .event("$.event"),
                    provider("cal-com", "Cal.com", Keyed.hmac("X-Cal-Signature-256"))
                            .event("$.triggerEvent"),
                    provider("nylas", "Nylas", Keyed.hmac("x-nylas-signature"))
                            .event("$.type")
                            .delivery("$.id"),
                    provider(
                                    "notion",
                                    "Notion",
                                    Keyed.hmac("X-Notion-Signature").prefixed("sha256="))
                            .event("$.type")
                            .delivery("$.id"),
                    provider("asana", "Asana", Keyed.hmac("X-Hook-Signature"))
                            .event("$.events.0.action"),
                    provider("clickup", "ClickUp", Keyed.hmac("X-Signature")).event("$.event"),
                    provider("dropbox", "Dropbox", Keyed.hmac("X-Dropbox-Signature")),
                    provider(
                                    "box",
                                    "Box",
                                    Keyed.hmac("BOX-SIGNATURE-PRIMARY", "BOX-SIGNATURE-SECONDARY")
                                            .base64()
                                            .stampedIn(
                                                    "BOX-DELIVERY-TIMESTAMP", TimestampUnit.RFC3339)
                                            .over("{body}{ts}")
                                            .namedIn("BOX-SIGNATURE-ALGORITHM", "HmacSHA256")
                                            .within(Duration.ofMinutes(10)))
                            .event("$.trigger")
                            .delivery("BOX-DELIVERY-ID"),
                    provider(
                                    "basic",
                                    "Basic authentication in the URL",
                                    new TokenScheme("Authorization", true))
                            .alsoAt("Postmark", "Chargebee", "Deepgram"));

    private PeopleProviders() {}
}
