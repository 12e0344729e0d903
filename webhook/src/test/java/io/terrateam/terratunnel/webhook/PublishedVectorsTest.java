package io.terrateam.terratunnel.webhook;

import static io.terrateam.terratunnel.webhook.Requests.post;
import static io.terrateam.terratunnel.webhook.Requests.request;
import static io.terrateam.terratunnel.webhook.Requests.secret;
import static io.terrateam.terratunnel.webhook.Requests.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.provider.Handshake;
import io.terrateam.terratunnel.webhook.provider.Recognition;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Signatures that providers have published, or that others made as they do. The numbers are those
/// of the collection they were taken from.
class PublishedVectorsTest {
    private static final String GITHUB_SECRET = "It's a Secret to Everybody";
    private static final String HELLO = "{\"hello\":\"world\"}";
    private static final String NOTION_SECRET =
            "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl";
    private static final String STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String STANDARD_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String STANDARD_BODY = "{\"test\": 2432232314}";
    private static final String TWILIO_URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private static final String HUBSPOT_SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
    private static final String T_BODY =
            "654f06c856baf080af3fa272934823257a542d35cf1f88099338f850a60601a4";
    private static final String SHA256_HEX =
            "2677ad3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778";
    private static final String SHA256_BASE64 = "JnetPnwJCy+iwPsTAg1m1UIIebgxbrNWotYPuQc7x3g=";
    private static final String SHA512_HEX =
            "e571f6f0e16aee15000c83130954f01ac6db0c14eb2202083ad10c3075b9bab7"
                    + "29ab09e8e183e4c5955b3617ed00c5dca9510f50d572abf1e279d5fd2321c2a2";

    private static final String SLACK_BODY =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                    + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
                    + "&user_name=roadrunner&command=%2Fwebhook-collect&text="
                    + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
                    + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                    + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private static final String HUBSPOT_BODY =
            "[{\"eventId\":1,\"subscriptionId\":12345,\"portalId\":62515,"
                    + "\"occurredAt\":1564113600000,\"subscriptionType\":\"contact.creation\","
                    + "\"attemptNumber\":0,\"objectId\":123,\"changeSource\":\"CRM\","
                    + "\"changeFlag\":\"NEW\",\"appId\":54321}]";

    private static final String SENDGRID_KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpV"
                    + "KS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    private static final String SENDGRID_BODY =
            "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\","
                    + "\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                    + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-"
                    + "kmzbl-18-5F5FC76C-9.0\",\"smtp-id\":"
                    + "\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\","
                    + "\"timestamp\":1600112492}]\r\n";

    private static final String SENDGRID_SIGNATURE =
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M"
                    + "15TluLtEZtM=";

    /// One of them.
    record Vector(
            String name,
            String provider,
            String secret,
            long second,
            @Nullable String url,
            WebhookRequest request) {
        static Vector of(String name, String provider, String secret, WebhookRequest request) {
            return new Vector(name, provider, secret, 1_700_000_000L, null, request);
        }

        Vector signedAt(long other) {
            return new Vector(name, provider, secret, other, url, request);
        }

        Vector sentTo(String other) {
            return new Vector(name, provider, secret, second, other, request);
        }

        @Override
        public String toString() {
            return name + " " + provider;
        }
    }

    static Stream<Vector> vectors() {
        return Stream.of(
                        code(),
                        standard(),
                        calls(),
                        money(),
                        people(),
                        letters(),
                        meetings(),
                        generic())
                .flatMap(List::stream);
    }

    private static List<Vector> code() {
        return List.of(
                Vector.of(
                        "1",
                        "github",
                        GITHUB_SECRET,
                        post(
                                "Hello, World!",
                                "X-Hub-Signature-256",
                                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")),
                Vector.of(
                        "2",
                        "github-sha1",
                        GITHUB_SECRET,
                        post(
                                "Hello, World!",
                                "X-Hub-Signature",
                                "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59")),
                Vector.of(
                        "2",
                        "intercom",
                        GITHUB_SECRET,
                        post(
                                "Hello, World!",
                                "X-Hub-Signature",
                                "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59")),
                Vector.of(
                        "3",
                        "github",
                        GITHUB_SECRET,
                        post(
                                "",
                                "X-Hub-Signature-256",
                                "sha256=66a0c074deaa0f489ead6537e0d32f9a344b90bbeda705b6ed45ecd3b413fb40")),
                Vector.of(
                        "4",
                        "bitbucket",
                        GITHUB_SECRET,
                        post(
                                "Hello World!",
                                "X-Hub-Signature",
                                "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9")),
                Vector.of(
                                "5",
                                "slack",
                                "8f742231b10e8888abcd99yyyzzz85a5",
                                post(
                                        SLACK_BODY,
                                        "X-Slack-Request-Timestamp",
                                        "1531420618",
                                        "X-Slack-Signature",
                                        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"))
                        .signedAt(1_531_420_618));
    }

    private static List<Vector> standard() {
        return List.of(
                standard(
                        "6",
                        STANDARD_SECRET,
                        STANDARD_BODY,
                        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
                standard(
                        "6 without prefix",
                        STANDARD_SECRET.substring(6),
                        STANDARD_BODY,
                        "v2,abc v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
                standard(
                        "7",
                        STANDARD_SECRET,
                        "",
                        "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="),
                standard(
                        "10",
                        "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                        STANDARD_BODY,
                        "v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsl"
                                + "e0zV9jSeGlHFG2NVAw=="),
                standard(
                        "10 with the private key",
                        "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
                        STANDARD_BODY,
                        "v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsl"
                                + "e0zV9jSeGlHFG2NVAw=="));
    }

    private static Vector standard(String name, String secret, String body, String signature) {
        WebhookRequest request =
                post(
                        body,
                        "webhook-id",
                        STANDARD_ID,
                        "webhook-timestamp",
                        "1614265330",
                        "webhook-signature",
                        signature);
        return Vector.of(name, "standard-webhooks", secret, request).signedAt(1_614_265_330);
    }

    private static List<Vector> calls() {
        String json = "{\"property\": \"value\", \"boolean\": true}";
        String hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        return List.of(
                Vector.of(
                                "16",
                                "twilio",
                                "12345",
                                post(
                                        twilioForm("+14158675309"),
                                        "X-Twilio-Signature",
                                        "RSOYDt4T1cUTdK1PDd93/VVr8B8="))
                        .sentTo(TWILIO_URL),
                Vector.of(
                                "18",
                                "twilio",
                                "12345",
                                post(
                                        twilioForm("+14158675310"),
                                        "X-Twilio-Signature",
                                        "L/OH5YylLD5NRKLltdqwSvS0BnU="))
                        .sentTo("https://example.com/myapp.php?foo=1&bar=2"),
                Vector.of(
                                "20",
                                "twilio",
                                "12345",
                                post(json, "X-Twilio-Signature", "a9nBmqA0ju/hNViExpshrM61xv4="))
                        .sentTo(TWILIO_URL + "&bodySHA256=" + hash));
    }

    private static String twilioForm(String from) {
        return "CallSid=CA1234567890ABCDE&Caller="
                + URLEncoder.encode(from, StandardCharsets.UTF_8)
                + "&Digits=1234&From="
                + URLEncoder.encode(from, StandardCharsets.UTF_8)
                + "&To=%2B18005551212";
    }

    private static List<Vector> money() {
        return List.of(
                Vector.of(
                        "11",
                        "stripe",
                        "whsec_test_secret",
                        post(
                                "{\"id\":\"evt_test_webhook\",\"object\":\"event\"}",
                                "Stripe-Signature",
                                "t=1700000000,v1=d95c6b7477fbd7e9f90b1b0ef5f9c7ac25abca5382460e0d988c2b2a5b71b990")),
                Vector.of(
                        "12",
                        "stripe",
                        "whsec_test_secret",
                        post(
                                "",
                                "Stripe-Signature",
                                "t=1700000000,v1=316b9ab98c15bfa039d243f3196acee619cf29749a91a634e6a8154e2f7b6727")),
                Vector.of(
                        "14",
                        "shopify",
                        GITHUB_SECRET,
                        post(
                                "Hello, World!",
                                "X-Shopify-Hmac-Sha256",
                                "dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc=")),
                Vector.of(
                        "15",
                        "shopify",
                        "Convoy",
                        post(
                                "Test Payload Body",
                                "X-Shopify-Hmac-Sha256",
                                "16FUVH58NeMcTIIOICN2UJOcPTTa4TbjCndXymGrtM8=")),
                Vector.of(
                                "21",
                                "square",
                                "asdf1234",
                                post(
                                        HELLO,
                                        "x-square-hmacsha256-signature",
                                        "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og="))
                        .sentTo("https://example.com/webhook"),
                Vector.of(
                                "22",
                                "paddle",
                                "VALID_SECRET",
                                post(
                                        "{\"data\": [\"1\", \"2\"]}",
                                        "Paddle-Signature",
                                        "ts=1698796800;h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9"))
                        .signedAt(1_698_796_800),
                Vector.of(
                        "29",
                        "adyen",
                        "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
                        post(adyenBody())));
    }

    static String adyenBody() {
        return """
        {"live":"false","notificationItems":[{"NotificationRequestItem":{
        "additionalData":{"hmacSignature":"coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="},
        "amount":{"currency":"EUR","value":1130},
        "pspReference":"7914073381342284","eventCode":"AUTHORISATION",
        "merchantAccountCode":"TestMerchant",
        "merchantReference":"TestPayment-1407325143704","success":"true"}}]}
        """;
    }

    private static List<Vector> people() {
        return List.of(
                Vector.of(
                        "24",
                        "hubspot-v1",
                        HUBSPOT_SECRET,
                        post(
                                HUBSPOT_BODY,
                                "X-HubSpot-Signature",
                                "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de")),
                Vector.of(
                                "25",
                                "hubspot-v2",
                                HUBSPOT_SECRET,
                                request(
                                        "GET",
                                        "/webhook_uri",
                                        "",
                                        "X-HubSpot-Signature",
                                        "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e"))
                        .sentTo("https://www.example.com/webhook_uri"),
                Vector.of(
                        "27",
                        "notion",
                        NOTION_SECRET,
                        post(
                                "{\"verification_token\":\"" + NOTION_SECRET + "\"}",
                                "X-Notion-Signature",
                                "sha256=461e8cbcba8a75c3edd866f0e71280f5a85cbf21eff040ebd10fe266df38a735")));
    }

    private static List<Vector> letters() {
        return List.of(
                Vector.of(
                        "31",
                        "sendgrid",
                        SENDGRID_KEY,
                        post(
                                SENDGRID_BODY,
                                "X-Twilio-Email-Event-Webhook-Signature",
                                SENDGRID_SIGNATURE,
                                "X-Twilio-Email-Event-Webhook-Timestamp",
                                "1600112502")));
    }

    private static List<Vector> meetings() {
        return List.of(
                Vector.of(
                        "32",
                        "discord",
                        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                        post(
                                "{\"type\":1}",
                                "X-Signature-Ed25519",
                                "1695961a47c91a1ec033b819b7e87e3dbc583dd0cee6d1fd0216f58ac87b6228"
                                        + "ae531ddbf91fb7bc28d7edf7f08604da16f54624f38a6bc0614e4dc13cd47f0f",
                                "X-Signature-Timestamp",
                                "1700000000")),
                Vector.of(
                                "33",
                                "zoom",
                                "zoom_webhook_secret",
                                post(
                                        "{\"event\":\"meeting.started\",\"event_ts\":1626230691572}",
                                        "x-zm-signature",
                                        "v0=71276689c37d865ee24535dab72c05883e9d083978e8d3161202634051b15404",
                                        "x-zm-request-timestamp",
                                        "1739923528"))
                        .signedAt(1_739_923_528),
                Vector.of(
                        "35",
                        "zendesk",
                        "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==",
                        post(
                                "",
                                "X-Zendesk-Webhook-Signature",
                                "wCdBvXaHttn0wRVIYctzZ9O6O0bnqWakJMEKZ9VoRWw=",
                                "X-Zendesk-Webhook-Signature-Timestamp",
                                "2021-03-25T05:09:27Z")),
                Vector.of(
                        "41",
                        "mailgun",
                        "key-secret",
                        post(
                                """
                                {"signature":{"timestamp":"1529006854",
                                "token":"a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0",
                                "signature":"9cd776314f7488fdda60be8528377038e612bc076e3d695bbc1a86abd071b1d4"},
                                "event-data":{"event":"opened"}}
                                """)),
                Vector.of(
                                "44",
                                "linear",
                                "SECRET",
                                post(
                                        "{\"action\":\"create\",\"webhookTimestamp\":1677611643000}",
                                        "Linear-Signature",
                                        "f2eeb0fac7e6923a16f0fa3d6e82353379d231685e61f57c4168d1d222f09a39"))
                        .signedAt(1_677_611_643));
    }

    private static List<Vector> generic() {
        Stream<Vector> lists =
                Stream.of(
                                "Mux-Signature",
                                "Calendly-Webhook-Signature",
                                "Tailscale-Webhook-Signature",
                                "Fintoc-Signature",
                                "ElevenLabs-Signature")
                        .map(field ->
                                simple("37", field, "t=1700000000," + key(field) + "=" + T_BODY));
        Stream<Vector> hex =
                Stream.of("X-Gitea-Signature", "X-Razorpay-Signature", "X-LD-Signature")
                        .map(field -> simple("39", field, SHA256_HEX));
        Stream<Vector> base64 =
                Stream.of("x-line-signature", "X-WC-Webhook-Signature", "Tally-Signature")
                        .map(field -> simple("39", field, SHA256_BASE64));
        Stream<Vector> others =
                Stream.of(
                        simple(
                                "40",
                                "x-vercel-signature",
                                "c9bd3c44a91cfe176f71afcc1e08240555f0ce8b"),
                        simple("40", "x-paystack-signature", SHA512_HEX),
                        simple("40", "X-TFE-Notification-Signature", SHA512_HEX),
                        Vector.of(
                                "38",
                                "webflow",
                                "secret",
                                post(
                                        HELLO,
                                        "x-webflow-timestamp",
                                        "1700000000000",
                                        "x-webflow-signature",
                                        "963951436e4352650ee19448fa6d6a7505e9b088b52831310af115efd8390516")));
        return Stream.of(lists, hex, base64, others).flatMap(each -> each).toList();
    }

    private static String key(String field) {
        return field.startsWith("ElevenLabs") ? "v0" : "v1";
    }

    /// The provider is the one that is recognized.
    private static Vector simple(String name, String field, String value) {
        WebhookRequest request = post(HELLO, field, value);
        String provider = Recognition.of(request).provider().orElseThrow().id();
        return Vector.of(name, provider, "secret", request);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isValid(Vector vector) {
        Verdict verdict =
                verify(
                        vector.provider(),
                        vector.request(),
                        vector.url(),
                        vector.secret(),
                        vector.second());

        assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isNotValidWithAnotherSecret(Vector vector) {
        String other =
                switch (vector.provider()) {
                    case "discord" -> vector.secret().replaceFirst("^d7", "d8");
                    case "sendgrid" -> SENDGRID_KEY.replace("ACgYI", "x").replace("+g==", "+w==");
                    case "standard-webhooks" -> "whsec_" + "A".repeat(31) + "B";
                    default -> vector.secret().replaceAll("^.", "0");
                };

        assertThat(
                        verify(
                                        vector.provider(),
                                        vector.request(),
                                        vector.url(),
                                        other,
                                        vector.second())
                                .isValid())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isNotValidWithOneByteOfTheBodyFlipped(Vector vector) {
        byte[] body = vector.request().body();
        boolean coversBody = Requests.provider(vector.provider()).scheme().traits().coversBody();
        if (!coversBody || body.length == 0) {
            return;
        }
        for (int i = 0; i < body.length; i += 31) {
            byte[] flipped = body.clone();
            flipped[i] ^= 0x01;
            Verdict verdict =
                    verify(
                            vector.provider(),
                            vector.request().withBody(flipped),
                            vector.url(),
                            vector.secret(),
                            vector.second());

            assertThat(verdict.isValid()).as("byte %d", i).isFalse();
        }
    }

    @Test
    void handshakesOfZoomAndXHaveTheirCode() {
        assertThat(Handshake.ZOOM.proof(secret("zoom_webhook_secret"), "qgg8vlvZRS6UYooatFL8Aw"))
                .as("34")
                .contains("93356b1881fa787a5e2e469cd44e818116a9993195bb42619edc893b9f7d5483");
        assertThat(Handshake.X.proof(secret("secret"), "crc_token_value"))
                .as("42")
                .contains("sha256=2quOX6KAIUq+Nm4eA+mYCCqdqgIno4UrxJOKvtnFTgE=");
        assertThat(Handshake.X.proof(secret(" "), "crc_token_value")).isEmpty();
    }
}
