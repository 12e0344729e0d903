package io.terrateam.terratunnel.cli.demo;

import io.terrateam.terratunnel.webhook.Signer;
import io.terrateam.terratunnel.webhook.Verifier;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.provider.WebhookProviders;
import io.terrateam.terratunnel.webhook.verdict.Explanation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A webhook as GitHub sends it for a push, signed with a secret that only this demo uses.
final class SampleWebhook {
    static final String PATH = "/webhook";

    private static final String SIGNATURE = "X-Hub-Signature-256";

    private static final WebhookProvider GITHUB = WebhookProviders.byId("github").orElseThrow();

    private static final WebhookSecret SECRET =
            WebhookSecret.of("the demo", "the secret of the demo");

    private static final String BODY =
            """
            {"ref":"refs/heads/main",\
            "before":"0000000000000000000000000000000000000000",\
            "after":"6dcb09b5b57875f334f61aebed695e2e4193db5e",\
            "repository":{"id":1296269,"name":"hello-tunnel","full_name":"octo-org/hello-tunnel",\
            "private":false,"default_branch":"main"},\
            "pusher":{"name":"mona","email":"mona@example.com"},\
            "sender":{"login":"mona","id":583231,"type":"User"},\
            "head_commit":{"id":"6dcb09b5b57875f334f61aebed695e2e4193db5e",\
            "message":"Say hello through the tunnel","timestamp":"2026-11-23T12:00:00Z",\
            "author":{"name":"Mona","email":"mona@example.com","username":"mona"},\
            "added":["hello.md"],"removed":[],"modified":[]},"commits":[]}\
            """;

    private SampleWebhook() {}

    static byte[] body() {
        return BODY.getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "GitHub-Hookshot/terratunnel-demo");
        headers.put("Accept", "*/*");
        headers.put("Content-Type", "application/json");
        headers.put("X-GitHub-Event", "push");
        headers.put("X-GitHub-Delivery", UUID.randomUUID().toString());
        headers.put("X-GitHub-Hook-ID", "1");
        headers.put(SIGNATURE, signature(body()));
        return headers;
    }

    private static String signature(byte[] body) {
        Signer signer = new Signer(Clock.systemUTC(), () -> "");
        return switch (signer.sign(GITHUB, request(List.of(), body), null, SECRET)) {
            case Signer.Outcome.Signed signed -> signed.request().first(SIGNATURE).orElseThrow();
            case Signer.Outcome.NotSigned failed ->
                    throw new IllegalStateException(Explanation.text(failed.reason()));
        };
    }

    /// Whether `signature` fits `body`, as a receiver of webhooks checks it.
    static boolean isSigned(byte[] body, String signature) {
        WebhookRequest request = request(List.of(new Field(SIGNATURE, signature)), body);
        return new Verifier(Clock.systemUTC())
                .verify(GITHUB, request, null, List.of(SECRET))
                .isValid();
    }

    private static WebhookRequest request(List<Field> fields, byte[] body) {
        return new WebhookRequest("POST", PATH, fields, body);
    }
}
