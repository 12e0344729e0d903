package io.terrateam.terratunnel.cli.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A webhook as GitHub sends it for a push, signed with a secret that only this demo uses.
final class SampleWebhook {
    static final String PATH = "/webhook";

    private static final byte[] SECRET = "the secret of the demo".getBytes(StandardCharsets.UTF_8);

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
        headers.put("X-Hub-Signature-256", sign(body()));
        return headers;
    }

    /// Whether `signature` fits `body`, as a receiver of webhooks checks it.
    static boolean isSigned(byte[] body, String signature) {
        return MessageDigest.isEqual(
                sign(body).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
