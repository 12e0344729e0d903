package io.terrateam.terratunnel.webhook.provider;

import static io.terrateam.terratunnel.webhook.provider.WebhookProvider.provider;

import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.scheme.ContentfulScheme;
import io.terrateam.terratunnel.webhook.scheme.Keyed;
import io.terrateam.terratunnel.webhook.scheme.StandardScheme;
import io.terrateam.terratunnel.webhook.scheme.TokenScheme;
import java.time.Duration;
import java.util.List;

/// Those who send webhooks about code, its building and its running, and the standard.
final class CodeProviders {
    static final List<WebhookProvider> ALL =
            List.of(
                    provider(
                                    "github",
                                    "GitHub",
                                    Keyed.hmac("X-Hub-Signature-256").prefixed("sha256="))
                            .marked("X-GitHub-Event")
                            .event("X-GitHub-Event")
                            .delivery("X-GitHub-Delivery"),
                    provider(
                                    "github-sha1",
                                    "GitHub, legacy",
                                    Keyed.hmac("X-Hub-Signature")
                                            .prefixed("sha1=")
                                            .with(Mac.HMAC_SHA1))
                            .marked("X-GitHub-Event")
                            .event("X-GitHub-Event")
                            .delivery("X-GitHub-Delivery"),
                    provider(
                                    "gitlab",
                                    "GitLab, secret token",
                                    new TokenScheme("X-Gitlab-Token", false))
                            .marked("X-Gitlab-Event")
                            .event("X-Gitlab-Event")
                            .delivery("webhook-id", "Idempotency-Key", "X-Gitlab-Event-UUID"),
                    provider(
                                    "gitlab-signed",
                                    "GitLab 19 and newer, signing token",
                                    new StandardScheme("webhook-"))
                            .marked("X-Gitlab-Event")
                            .event("X-Gitlab-Event")
                            .delivery("webhook-id"),
                    provider("gitea", "Gitea", Keyed.hmac("X-Gitea-Signature"))
                            .event("X-Gitea-Event")
                            .delivery("X-Gitea-Delivery"),
                    provider("forgejo", "Forgejo", Keyed.hmac("X-Forgejo-Signature"))
                            .event("X-Forgejo-Event")
                            .delivery("X-Forgejo-Delivery"),
                    provider("gogs", "Gogs", Keyed.hmac("X-Gogs-Signature"))
                            .event("X-Gogs-Event")
                            .delivery("X-Gogs-Delivery"),
                    provider(
                                    "bitbucket",
                                    "Bitbucket",
                                    Keyed.hmac("X-Hub-Signature").prefixed("sha256="))
                            .alsoAt("Jira")
                            .event("X-Event-Key", "$.webhookEvent")
                            .delivery("X-Request-UUID", "X-Atlassian-Webhook-Identifier"),
                    provider(
                                    "linear",
                                    "Linear",
                                    Keyed.hmac("Linear-Signature")
                                            .stampedInBody("webhookTimestamp", TimestampUnit.MILLIS)
                                            .within(Duration.ofMinutes(1)))
                            .event("Linear-Event", "$.type")
                            .delivery("Linear-Delivery"),
                    provider("sentry", "Sentry", Keyed.hmac("Sentry-Hook-Signature"))
                            .event("Sentry-Hook-Resource")
                            .delivery("Request-ID"),
                    provider(
                                    "pagerduty",
                                    "PagerDuty",
                                    Keyed.hmacList("X-PagerDuty-Signature", ',', "v1"))
                            .event("$.event.event_type")
                            .delivery("$.event.id"),
                    provider(
                                    "circleci",
                                    "CircleCI",
                                    Keyed.hmacList("circleci-signature", ',', "v1"))
                            .event("circleci-event-type", "$.type")
                            .delivery("$.id"),
                    provider(
                            "terraform-cloud",
                            "Terraform Cloud",
                            Keyed.hmac("X-TFE-Notification-Signature").with(Mac.HMAC_SHA512)),
                    provider(
                                    "vercel",
                                    "Vercel",
                                    Keyed.hmac("x-vercel-signature").with(Mac.HMAC_SHA1))
                            .event("$.type")
                            .delivery("$.id"),
                    provider("launchdarkly", "LaunchDarkly", Keyed.hmac("X-LD-Signature"))
                            .event("$.kind")
                            .delivery("$._id"),
                    provider(
                                    "tailscale",
                                    "Tailscale",
                                    Keyed.stripeForm("Tailscale-Webhook-Signature"))
                            .event("$.0.type"),
                    provider(
                            "cursor",
                            "Cursor",
                            Keyed.hmac("X-Webhook-Signature").prefixed("sha256=")),
                    provider(
                            "cloudflare-stream",
                            "Cloudflare Stream",
                            Keyed.hmacList("Webhook-Signature", ',', "sig1")
                                    .stampedInList("time", TimestampUnit.SECONDS)
                                    .over("{ts}.{body}")),
                    provider("mux", "Mux", Keyed.stripeForm("Mux-Signature"))
                            .event("$.type")
                            .delivery("$.id"),
                    provider("pusher", "Pusher Channels", Keyed.hmac("X-Pusher-Signature"))
                            .event("$.events.0.name"),
                    provider(
                            "convoy",
                            "Convoy, advanced signatures",
                            Keyed.hmacList("X-Convoy-Signature", ',', "v1")
                                    .stampedInList("t", TimestampUnit.SECONDS)
                                    .over("{ts},{body}")),
                    provider("hookdeck", "Hookdeck", Keyed.hmac("x-hookdeck-signature").base64())
                            .delivery("x-hookdeck-eventid"),
                    provider("contentful", "Contentful", new ContentfulScheme())
                            .event("X-Contentful-Topic"),
                    provider(
                                    "webflow",
                                    "Webflow",
                                    Keyed.hmac("x-webflow-signature")
                                            .stampedIn("x-webflow-timestamp", TimestampUnit.MILLIS)
                                            .over("{ts}:{body}")
                                            .within(Duration.ofMinutes(5)))
                            .event("$.triggerType"),
                    provider(
                                    "elevenlabs",
                                    "ElevenLabs",
                                    Keyed.stripeForm(
                                                    "ElevenLabs-Signature",
                                                    TimestampUnit.SECONDS,
                                                    "v0")
                                            .within(Duration.ofMinutes(30)))
                            .event("$.type"),
                    provider(
                                    "workos",
                                    "WorkOS",
                                    Keyed.stripeForm(
                                            "WorkOS-Signature", TimestampUnit.MILLIS, "v1"))
                            .event("$.event")
                            .delivery("$.id"),
                    provider(
                                    "standard-webhooks",
                                    "Standard Webhooks",
                                    new StandardScheme("webhook-"))
                            .alsoAt("OpenAI", "Replicate", "Supabase", "Render", "Polar", "Brex")
                            .event("$.type")
                            .delivery("webhook-id"),
                    provider("svix", "Svix", new StandardScheme("svix-"))
                            .alsoAt("Clerk", "Resend")
                            .event("$.type")
                            .delivery("svix-id"),
                    provider("deepgram", "Deepgram, dg-token", new TokenScheme("dg-token", false)));

    private CodeProviders() {}
}
