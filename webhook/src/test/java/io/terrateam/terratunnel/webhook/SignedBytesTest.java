package io.terrateam.terratunnel.webhook;

import static io.terrateam.terratunnel.webhook.Requests.post;
import static io.terrateam.terratunnel.webhook.Requests.reason;
import static io.terrateam.terratunnel.webhook.Requests.request;
import static io.terrateam.terratunnel.webhook.Requests.verify;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Of schemes without a published signature: what exactly is signed, written out here and computed
/// without the product's code.
class SignedBytesTest {
    private static final String KEY = "secret";
    private static final String BODY = "{\"hello\":\"world\"}";
    private static final String SECOND = "1700000000";
    private static final String MILLI = "1700000000000";
    private static final String TIME = "2023-11-14T22:13:20Z";
    private static final String URL = "https://h.example/a%2Fb%20c?d=%3A%41";

    /// A request with the signature that its provider makes.
    record Sample(String provider, WebhookRequest request) {
        @Override
        public String toString() {
            return provider;
        }
    }

    static Stream<Sample> samples() throws GeneralSecurityException {
        return Stream.concat(some(), others());
    }

    private static Stream<Sample> some() throws GeneralSecurityException {
        return Stream.of(
                sample("airwallex", "x-timestamp", MILLI, "x-signature", hex(MILLI + BODY)),
                sample(
                        "box",
                        "BOX-DELIVERY-TIMESTAMP",
                        TIME,
                        "BOX-SIGNATURE-SECONDARY",
                        base64("HmacSHA256", BODY + TIME)),
                sample(
                        "cloudflare-stream",
                        "Webhook-Signature",
                        "time=" + SECOND + ",sig1=" + hex(SECOND + "." + BODY)),
                sample(
                        "coinbase-cdp",
                        "X-Hook0-Signature",
                        "t=" + SECOND + ",v0=" + hex(SECOND + "." + BODY) + ",h=a b,v1=00"),
                sample(
                        "convoy",
                        "X-Convoy-Signature",
                        "t=" + SECOND + ",v1=" + hex(SECOND + "," + BODY)),
                sample(
                        "klaviyo",
                        "Klaviyo-Timestamp",
                        "Tue, 14 Nov 2023 22:13:20 GMT",
                        "Klaviyo-Signature",
                        hex(BODY + "Tue, 14 Nov 2023 22:13:20 GMT")),
                sample(
                        "pagerduty",
                        "X-PagerDuty-Signature",
                        "v1=" + "0".repeat(64) + ",v1=" + hex(BODY)),
                sample("recharge", "X-Recharge-Hmac-Sha256", sha256(KEY + BODY)));
    }

    private static Stream<Sample> others() throws GeneralSecurityException {
        return Stream.of(
                sample(
                        "twitch",
                        "Twitch-Eventsub-Message-Id",
                        "id-1",
                        "Twitch-Eventsub-Message-Timestamp",
                        TIME,
                        "Twitch-Eventsub-Message-Signature",
                        "sha256=" + hex("id-1" + TIME + BODY)),
                sample("typeform", "Typeform-Signature", "sha256=" + base64("HmacSHA256", BODY)),
                sample("x", "x-twitter-webhooks-signature", "sha256=" + base64("HmacSHA256", BODY)),
                sample(
                        "workos",
                        "WorkOS-Signature",
                        "t=" + MILLI + ", v1=" + hex(MILLI + "." + BODY)),
                sample(
                        "hubspot-v3",
                        "X-HubSpot-Request-Timestamp",
                        MILLI,
                        "X-HubSpot-Signature-v3",
                        base64(
                                "HmacSHA256",
                                "POSThttps://h.example/a/b%20c?d=:%41" + BODY + MILLI)),
                sample("hubspot-v2", "X-HubSpot-Signature", sha256(KEY + "POST" + URL + BODY)),
                sample("square", "x-square-hmacsha256-signature", base64("HmacSHA256", URL + BODY)),
                new Sample(
                        "mandrill",
                        post(
                                "b=2&a=%2B1+x&b=1&b=2&A=",
                                "X-Mandrill-Signature", base64("HmacSHA1", URL + "Aa+1 xb1b2"))),
                new Sample("contentful", contentful()));
    }

    private static Sample sample(String provider, String... fields) {
        return new Sample(provider, post(BODY, fields));
    }

    private static WebhookRequest contentful() throws GeneralSecurityException {
        String names = "x-a,x-contentful-signed-headers,x-contentful-timestamp,x-z";
        String canonical =
                "PUT\n/a%2520b?c%253D1%2526d\n"
                        + "x-a:1;x-contentful-signed-headers:%s;x-contentful-timestamp:%s;x-z:9\n%s"
                                .formatted(names, MILLI, BODY);
        return request(
                "PUT",
                "/a%20b?c=1&d",
                BODY,
                "X-Z",
                "9",
                "X-A",
                "1",
                "X-Other",
                "not signed",
                "X-Contentful-Signed-Headers",
                names,
                "X-Contentful-Timestamp",
                MILLI,
                "X-Contentful-Signature",
                hex(canonical));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void areThoseOfTheProvider(Sample sample) {
        assertThat(verify(sample.provider(), sample.request(), URL, KEY, 1_700_000_000).isValid())
                .isTrue();
    }

    @Test
    void idWithADotIsRefusedSinceItCouldMoveIntoTheTime() {
        WebhookRequest request =
                post(
                        BODY,
                        "webhook-id",
                        "a.b",
                        "webhook-timestamp",
                        SECOND,
                        "webhook-signature",
                        "v1," + Base64.getEncoder().encodeToString(new byte[32]));

        assertThat(reason(verify("standard-webhooks", request, "whsec_" + "QUJD".repeat(8))))
                .isEqualTo(new Reason.Malformed("webhook-id", "it has a dot in it"));
    }

    private static String hex(String text) throws GeneralSecurityException {
        return HexFormat.of().formatHex(mac("HmacSHA256", text));
    }

    private static String base64(String algorithm, String text) throws GeneralSecurityException {
        return Base64.getEncoder().encodeToString(mac(algorithm, text));
    }

    private static byte[] mac(String algorithm, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), algorithm));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }
}
