package io.terrateam.terratunnel.webhook;

import static io.terrateam.terratunnel.webhook.Requests.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.terrateam.terratunnel.webhook.message.RawHttp;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.Recognition;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.provider.WebhookProviders;
import io.terrateam.terratunnel.webhook.verdict.Explanation;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.util.List;

/// Anybody may send anything: each provider's check answers, and none says valid.
final class HostileRequestsFuzzTest {
    private static final List<WebhookSecret> SECRETS =
            List.of(
                    WebhookSecret.of("text", "5f1b7f7d9a3c42e6b8d0"),
                    WebhookSecret.of("base64", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                    WebhookSecret.of(
                            "public",
                            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

    @FuzzTest(maxDuration = "30s")
    void everyCheckAnswersAndNoneIsValid(byte[] bytes) {
        WebhookRequest request;
        try {
            request = RawHttp.parse(bytes);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
            return;
        }
        Recognition seen = Recognition.of(request);
        assertThat(seen.candidates()).hasSizeLessThanOrEqualTo(WebhookProviders.ALL.size());
        Verifier verifier = new Verifier(at(1_700_000_000));
        Signer signer = new Signer(at(1_700_000_000), () -> "msg_1");
        for (WebhookProvider provider : WebhookProviders.ALL) {
            Verdict verdict = verifier.verify(provider, request, "https://a.example/", SECRETS);
            assertThat(verdict).as(provider.id()).isInstanceOf(Verdict.Invalid.class);
            assertThat(Explanation.text(((Verdict.Invalid) verdict).reason())).isNotEmpty();
            signer.sign(provider, request, "https://a.example/", SECRETS.getLast());
        }
    }
}
