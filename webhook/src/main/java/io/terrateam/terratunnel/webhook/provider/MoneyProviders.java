package io.terrateam.terratunnel.webhook.provider;

import static io.terrateam.terratunnel.webhook.provider.WebhookProvider.provider;

import io.terrateam.terratunnel.webhook.coding.Mac;
import io.terrateam.terratunnel.webhook.coding.TimestampUnit;
import io.terrateam.terratunnel.webhook.scheme.AdyenScheme;
import io.terrateam.terratunnel.webhook.scheme.Keyed;
import java.time.Duration;
import java.util.List;

/// Those who send webhooks about payments, shops and contracts.
final class MoneyProviders {
    static final List<WebhookProvider> ALL =
            List.of(
                    provider("stripe", "Stripe", Keyed.stripeForm("Stripe-Signature"))
                            .event("$.type")
                            .delivery("$.id"),
                    provider("shopify", "Shopify", Keyed.hmac("X-Shopify-Hmac-Sha256").base64())
                            .event("X-Shopify-Topic")
                            .delivery("X-Shopify-Webhook-Id"),
                    provider(
                                    "square",
                                    "Square",
                                    Keyed.hmac("x-square-hmacsha256-signature")
                                            .base64()
                                            .over("{url}{body}"))
                            .event("$.type")
                            .delivery("$.event_id"),
                    provider("adyen", "Adyen, classic", new AdyenScheme())
                            .event("$.notificationItems.0.NotificationRequestItem.eventCode")
                            .delivery("$.notificationItems.0.NotificationRequestItem.pspReference"),
                    provider(
                                    "adyen-platform",
                                    "Adyen, platform",
                                    Keyed.hmac("HmacSignature")
                                            .base64()
                                            .hexKey()
                                            .namedIn("Protocol", "HmacSHA256"))
                            .event("$.type"),
                    provider(
                                    "paddle",
                                    "Paddle Billing",
                                    Keyed.hmacList("Paddle-Signature", ';', "h1")
                                            .stampedInList("ts", TimestampUnit.SECONDS)
                                            .over("{ts}:{body}")
                                            .within(Duration.ofSeconds(5)))
                            .event("$.event_type")
                            .delivery("$.event_id"),
                    provider(
                                    "paystack",
                                    "Paystack",
                                    Keyed.hmac("x-paystack-signature").with(Mac.HMAC_SHA512))
                            .event("$.event"),
                    provider("razorpay", "Razorpay", Keyed.hmac("X-Razorpay-Signature"))
                            .event("$.event")
                            .delivery("x-razorpay-event-id"),
                    provider("lemon-squeezy", "Lemon Squeezy", Keyed.hmac("X-Signature"))
                            .marked("X-Event-Name")
                            .event("X-Event-Name", "$.meta.event_name"),
                    provider(
                                    "coinbase-commerce",
                                    "Coinbase Commerce",
                                    Keyed.hmac("X-CC-Webhook-Signature"))
                            .event("$.event.type")
                            .delivery("$.event.id"),
                    provider(
                            "coinbase-cdp",
                            "Coinbase CDP",
                            Keyed.stripeForm("X-Hook0-Signature", TimestampUnit.SECONDS, "v0")),
                    provider("gocardless", "GoCardless", Keyed.hmac("Webhook-Signature"))
                            .event("$.events.0.action")
                            .delivery("$.events.0.id"),
                    provider(
                                    "mollie",
                                    "Mollie",
                                    Keyed.hmac("X-Mollie-Signature").prefixed("sha256="))
                            .event("$.type")
                            .delivery("$.id"),
                    provider("fintoc", "Fintoc", Keyed.stripeForm("Fintoc-Signature"))
                            .event("$.type")
                            .delivery("$.id"),
                    provider(
                                    "airwallex",
                                    "Airwallex",
                                    Keyed.hmac("x-signature")
                                            .stampedIn("x-timestamp", TimestampUnit.MILLIS)
                                            .over("{ts}{body}"))
                            .marked("x-timestamp")
                            .event("$.name")
                            .delivery("$.id"),
                    provider(
                            "recharge",
                            "Recharge",
                            Keyed.digest("X-Recharge-Hmac-Sha256", "{secret}{body}")),
                    provider(
                                    "woocommerce",
                                    "WooCommerce",
                                    Keyed.hmac("X-WC-Webhook-Signature").base64())
                            .event("X-WC-Webhook-Topic")
                            .delivery("X-WC-Webhook-Delivery-ID"),
                    provider("xero", "Xero", Keyed.hmac("x-xero-signature").base64())
                            .event("$.events.0.eventType"),
                    provider(
                                    "docusign",
                                    "DocuSign",
                                    Keyed.hmac(
                                                    "X-DocuSign-Signature-1",
                                                    "X-DocuSign-Signature-2",
                                                    "X-DocuSign-Signature-3",
                                                    "X-DocuSign-Signature-4",
                                                    "X-DocuSign-Signature-5")
                                            .base64())
                            .event("$.event"),
                    provider("fastspring", "FastSpring", Keyed.hmac("X-FS-Signature").base64())
                            .event("$.events.0.type")
                            .delivery("$.events.0.id"));

    private MoneyProviders() {}
}
