package io.terrateam.terratunnel.webhook.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.webhook.message.RawHttp;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecognitionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "github | push | 72d3 | X-GitHub-Event: push~X-GitHub-Delivery: 72d3~X-Hub-Signature: sha1=0~X-Hub-Signature-256: sha256=0 | {}",
                "github | push | 72d3 | X-GitHub-Event: push~X-GitHub-Delivery: 72d3 | {}",
                "github-sha1 | push | 72d3 | X-GitHub-Event: push~X-GitHub-Delivery: 72d3~X-Hub-Signature: sha1=0 | {}",
                "meta | page | | X-Hub-Signature-256: sha256=0 | {\"object\":\"page\"}",
                "intercom | x | n1 | X-Hub-Signature: sha1=0 | {\"topic\":\"x\",\"id\":\"n1\"}",
                "bitbucket | repo:push | r1 | X-Hub-Signature: sha256=0~X-Event-Key: repo:push~X-Request-UUID: r1 | {}",
                "gitlab | Push Hook | u1 | X-Gitlab-Event: Push Hook~X-Gitlab-Token: t~X-Gitlab-Event-UUID: u1 | {}",
                "gitlab-signed | Push Hook | w1 | X-Gitlab-Event: Push Hook~webhook-id: w1~webhook-signature: v1,x~webhook-timestamp: 1 | {}",
                "standard-webhooks | user.new | m1 | webhook-id: m1~webhook-signature: v1,x~webhook-timestamp: 1 | {\"type\":\"user.new\"}",
                "svix | user.new | m1 | svix-id: m1~svix-signature: v1,x | {\"type\":\"user.new\"}",
                "stripe | charge.failed | evt_1 | Stripe-Signature: t=1,v1=0 | {\"id\":\"evt_1\",\"type\":\"charge.failed\"}",
                "cloudflare-stream | | | Webhook-Signature: time=1,sig1=0 | {}",
                "gocardless | paid | EV1 | Webhook-Signature: 00ff | {\"events\":[{\"id\":\"EV1\",\"action\":\"paid\"}]}",
                "airwallex | a.b | i | x-signature: 00~x-timestamp: 1 | {\"name\":\"a.b\",\"id\":\"i\"}",
                "clickup | taskCreated | | X-Signature: 00 | {\"event\":\"taskCreated\"}",
                "lemon-squeezy | order_created | | X-Signature: 00~X-Event-Name: order_created | {}",
                "hubspot-v2 | c | 1 | X-HubSpot-Signature: 00~X-HubSpot-Signature-Version: v2 | [{\"eventId\":1,\"subscriptionType\":\"c\"}]",
                "mailgun | opened | e1 | User-Agent: mailgun | {\"signature\":{\"token\":\"t\",\"signature\":\"s\"},\"event-data\":{\"event\":\"opened\",\"id\":\"e1\"}}",
                "basic | | | Authorization: basic eDp5 | {}"
            })
    void providerEventAndDeliveryAreKnown(
            String provider, String event, String delivery, String fields, String body) {
        Recognition seen = Recognition.of(request("POST", "/", fields, body));

        assertThat(seen.provider().map(WebhookProvider::id)).contains(provider);
        assertThat(seen.event().orElse(null)).isEqualTo(event);
        assertThat(seen.delivery().orElse(null)).isEqualTo(delivery);
        assertThat(seen.handshake()).isEmpty();
    }

    @Test
    void ordinaryRequestIsNone() {
        Recognition seen =
                Recognition.of(
                        request("POST", "/?a=b", "Host: a~User-Agent: curl", "{\"type\":1}"));

        assertThat(seen.provider()).isEmpty();
        assertThat(seen.event()).isEmpty();
        assertThat(seen.handshake()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GITHUB | POST | / | X-GitHub-Event: ping | {}",
                "SLACK | POST | / | A: b | {\"type\":\"url_verification\",\"challenge\":\"c\"}",
                "ZOOM | POST | / | A: b | {\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"c\"}}",
                "META | GET | /?hub.mode=subscribe&hub.verify_token=t&hub.challenge=c | A: b | ''",
                "X | GET | /?crc_token=t | A: b | ''",
                "TWITCH | POST | / | Twitch-Eventsub-Message-Type: webhook_callback_verification | {}",
                "DROPBOX | GET | /?challenge=c | A: b | ''",
                "NOTION | POST | / | A: b | {\"verification_token\":\"t\"}",
                "XERO | POST | / | x-xero-signature: AA== | {\"events\":[],\"entropy\":\"E\"}",
                "MICROSOFT_GRAPH | POST | /a?validationToken=t | A: b | ''",
                "OKTA | GET | / | X-Okta-Verification-Challenge: c | ''",
                "ASANA | POST | / | X-Hook-Secret: c | {}",
                "AWS_SNS | POST | / | x-amz-sns-message-type: SubscriptionConfirmation | {}"
            })
    void handshakeIsNamed(
            Handshake handshake, String method, String target, String fields, String body) {
        assertThat(Recognition.of(request(method, target, fields, body)).handshake())
                .contains(handshake);
        assertThat(handshake.title()).isNotEmpty();
    }

    @Test
    void whatTheRequestSaysOfItselfIsCut() {
        Recognition seen =
                Recognition.of(request("POST", "/", "X-GitHub-Event: " + "x".repeat(999), "{}"));

        assertThat(seen.event().orElseThrow()).hasSize(200);
    }

    private static WebhookRequest request(
            String method, String target, String fields, String body) {
        String head = method + " " + target + " HTTP/1.1\r\n" + fields.replace("~", "\r\n");
        return RawHttp.parse((head + "\r\n\r\n" + body).getBytes(UTF_8));
    }
}
