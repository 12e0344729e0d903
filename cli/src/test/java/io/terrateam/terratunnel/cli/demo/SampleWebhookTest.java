package io.terrateam.terratunnel.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleWebhookTest {
    @Test
    void isSignedAsGitHubSigns() {
        Map<String, String> headers = SampleWebhook.headers();

        assertThat(headers)
                .containsEntry("X-GitHub-Event", "push")
                .containsKey("X-GitHub-Delivery");
        assertThat(headers.get("X-Hub-Signature-256")).matches("sha256=[0-9a-f]{64}");
        assertThat(SampleWebhook.isSigned(SampleWebhook.body(), headers.get("X-Hub-Signature-256")))
                .isTrue();
    }

    @Test
    void changedBodyIsNotSigned() {
        byte[] body = SampleWebhook.body();
        String signature = SampleWebhook.headers().get("X-Hub-Signature-256");
        body[0] ^= 1;

        assertThat(SampleWebhook.isSigned(body, signature)).isFalse();
        assertThat(SampleWebhook.isSigned(SampleWebhook.body(), "")).isFalse();
    }

    @Test
    void isDescribedInAFewWords() {
        assertThat(DemoApplication.describe("push", SampleWebhook.body(), true))
                .isEqualTo("push to octo-org/hello-tunnel by mona, signature valid");
        assertThat(DemoApplication.describe("", new byte[0], false))
                .isEqualTo("something, signature not from this demo");
    }
}
