package io.terrateam.terratunnel.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Signed webhooks reach the local application so that their signatures are still valid there: with
/// a length and in chunks, from HTTP/1.1 and HTTP/2. Signatures are those that providers publish.
@ExtendWith(SharedTunnel.class)
class WebhooksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TunnelSystem tunnel;

    WebhooksIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    /// A webhook.
    ///
    /// @param fields its header, one a line
    /// @param options what `terratunnel verify` has to be told, besides the secret
    record Webhook(
            String name, String secret, String target, String fields, String body, String options) {
        String path() {
            return target.replaceFirst("\\?.*", "");
        }

        List<String> lines() {
            return fields.lines().toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Webhook> webhooks() {
        return Stream.concat(ofBodies(), unusual());
    }

    private static Stream<Webhook> ofBodies() {
        return Stream.of(
                new Webhook(
                        "GitHub",
                        "It's a Secret to Everybody",
                        "/hooks/github",
                        """
                        X-GitHub-Event: push
                        X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17
                        """,
                        "Hello, World!",
                        ""),
                new Webhook(
                        "GitHub without a body",
                        "It's a Secret to Everybody",
                        "/hooks/github-empty",
                        """
                        X-GitHub-Event: push
                        X-Hub-Signature-256: sha256=66a0c074deaa0f489ead6537e0d32f9a344b90bbeda705b6ed45ecd3b413fb40
                        """,
                        "",
                        ""),
                new Webhook(
                        "Standard Webhooks",
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "/hooks/standard",
                        """
                        webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek
                        webhook-timestamp: 1614265330
                        webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                        """,
                        "{\"test\": 2432232314}",
                        "--at 2021-02-25T15:02:10Z"));
    }

    private static Stream<Webhook> unusual() {
        return Stream.of(
                new Webhook(
                        "Twilio, the URL is signed",
                        "12345",
                        "/myapp.php?foo=1&bar=2",
                        """
                        Content-Type: application/x-www-form-urlencoded
                        X-Twilio-Signature: RSOYDt4T1cUTdK1PDd93/VVr8B8=
                        """,
                        "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234"
                                + "&From=%2B14158675309&To=%2B18005551212",
                        "--url https://mycompany.com/myapp.php?foo=1&bar=2"),
                new Webhook(
                        "SendGrid, the last line end is signed",
                        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF"
                                + "9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
                        "/hooks/sendgrid",
                        """
                        X-Twilio-Email-Event-Webhook-Signature: MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=
                        X-Twilio-Email-Event-Webhook-Timestamp: 1600112502
                        """,
                        "[{\"email\":\"hello@world.com\",\"event\":\"dropped\","
                                + "\"reason\":\"Bounced Address\","
                                + "\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                                + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-"
                                + "756b745b58-kmzbl-18-5F5FC76C-9.0\",\"smtp-id\":"
                                + "\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\","
                                + "\"timestamp\":1600112492}]\r\n",
                        ""),
                new Webhook(
                        "Discord",
                        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                        "/hooks/discord",
                        """
                        X-Signature-Ed25519: 1695961a47c91a1ec033b819b7e87e3dbc583dd0cee6d1fd0216f58ac87b6228ae531ddbf91fb7bc28d7edf7f08604da16f54624f38a6bc0614e4dc13cd47f0f
                        X-Signature-Timestamp: 1700000000
                        """,
                        "{\"type\":1}",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("webhooks")
    void signatureIsStillValidAtTheLocalApplication(Webhook webhook) throws Exception {
        List<Arrival> arrivals = sentInAllWays(webhook);

        for (Arrival arrival : arrivals) {
            assertThat(arrival.body()).isEqualTo(webhook.body().getBytes(UTF_8));
            assertThat(arrival.head().target()).isEqualTo(webhook.target());
            assertThat(arrival.lowerCaseLines())
                    .containsAll(webhook.lines().stream().map(WebhooksIT::lowerCaseName).toList());
        }
        ProcessUnderTest check = verify(webhook, arrivals.getLast());
        assertThat(check.awaitExit(PATIENCE)).as(check.output()).hasValue(0);
        assertThat(check.output()).contains("Valid: ");
    }

    @Test
    void publicUrlIsSignedAsTheVisitorSpellsIt() throws Exception {
        String target = "/hooks/a%2Fb//c;d?x=%20&y=+&z";
        String url = "http://" + tunnel.host() + target;
        Files.writeString(tunnel.directory().resolve("webhook.body"), "{ \"a\" : \"ä\" }\n");
        Files.writeString(tunnel.directory().resolve("webhook.secret"), "asdf1234");
        ProcessUnderTest signing =
                tunnel.command(
                        "sign",
                        "--provider",
                        "square",
                        "--url",
                        url,
                        "--body",
                        "webhook.body",
                        "--secret-file",
                        "webhook.secret");
        assertThat(signing.awaitExit(PATIENCE)).as(signing.output()).hasValue(0);
        String signature =
                signing.awaitLine("(x-square-hmacsha256-signature: \\S+)", PATIENCE).group(1);

        Webhook square =
                new Webhook(
                        "Square",
                        "asdf1234",
                        target,
                        signature + "\n",
                        "{ \"a\" : \"ä\" }\n",
                        "--url " + url);
        for (Arrival arrival : sentInAllWays(square)) {
            ProcessUnderTest check = verify(square, arrival);
            assertThat(check.awaitExit(PATIENCE)).as(check.output()).hasValue(0);
        }
        Webhook elsewhere =
                new Webhook(
                        "",
                        square.secret(),
                        target,
                        square.fields(),
                        square.body(),
                        "--url " + url.replace("%2F", "/"));
        ProcessUnderTest check = verify(elsewhere, sentInAllWays(square).getFirst());
        assertThat(check.awaitExit(PATIENCE)).as(check.output()).hasValue(1);
    }

    /// What the local application got.
    private record Arrival(HttpHead head, byte[] body) {
        List<String> lowerCaseLines() {
            return head.lines().stream().map(WebhooksIT::lowerCaseName).toList();
        }

        /// As HTTP, its body in one piece.
        byte[] bytes() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write((head.startLine() + "\r\n").getBytes(ISO_8859_1));
            for (String line : head.lines()) {
                if (!line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding:")) {
                    bytes.write((line + "\r\n").getBytes(ISO_8859_1));
                }
            }
            bytes.write("\r\n".getBytes(ISO_8859_1));
            bytes.write(body);
            return bytes.toByteArray();
        }
    }

    private static String lowerCaseName(String line) {
        int colon = line.indexOf(':');
        return line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
    }

    private ProcessUnderTest verify(Webhook webhook, Arrival arrival) throws IOException {
        Files.write(tunnel.directory().resolve("webhook.http"), arrival.bytes());
        Files.writeString(tunnel.directory().resolve("webhook.secret"), webhook.secret());
        Stream<String> options =
                Arrays.stream(webhook.options().split(" ")).filter(option -> !option.isEmpty());
        return tunnel.command(
                Stream.concat(
                                Stream.of(
                                        "verify",
                                        "webhook.http",
                                        "--secret-file",
                                        "webhook.secret"),
                                options)
                        .toArray(String[]::new));
    }

    private List<Arrival> sentInAllWays(Webhook webhook) throws Exception {
        List<Arrival> arrivals = new CopyOnWriteArrayList<>();
        tunnel.origin()
                .script(
                        webhook.path(),
                        (connection, head) -> {
                            arrivals.add(new Arrival(head, connection.readBody(head)));
                            connection.respond(204, "");
                        });
        byte[] body = webhook.body().getBytes(UTF_8);
        sendWithLength(webhook, body);
        sendOverHttp2(webhook, body);
        sendInChunks(webhook, body);
        assertThat(arrivals).hasSize(3);
        return arrivals;
    }

    private void sendWithLength(Webhook webhook, byte[] body) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(head(webhook) + "Content-Length: " + body.length + "\r\n\r\n").send(body);
            assertThat(visitor.read("POST").status()).isEqualTo(204);
        }
    }

    /// One byte a chunk.
    private void sendInChunks(Webhook webhook, byte[] body) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(head(webhook) + "Transfer-Encoding: chunked\r\n\r\n");
            for (byte each : body) {
                visitor.send("1\r\n").send(new byte[] {each}).send("\r\n");
            }
            visitor.send("0\r\n\r\n");
            assertThat(visitor.read("POST").status()).isEqualTo(204);
        }
    }

    private String head(Webhook webhook) {
        String fields = String.join("\r\n", webhook.lines());
        return "POST %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
                .formatted(webhook.target(), tunnel.host(), fields);
    }

    private void sendOverHttp2(Webhook webhook, byte[] body) throws Exception {
        HttpFields.Mutable fields = HttpFields.build();
        webhook.lines().forEach(line -> fields.add(line.split(": ")[0], line.split(": ", 2)[1]));
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange post = visitor.open("POST", tunnel.host(), webhook.target(), fields, false);
            int half = body.length / 2;
            post.sendData(Arrays.copyOf(body, half), false)
                    .sendData(Arrays.copyOfRange(body, half, body.length), true);
            assertThat(post.status()).isEqualTo(204);
        }
    }
}
