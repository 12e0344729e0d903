package io.terrateam.terratunnel.webhook;

import static io.terrateam.terratunnel.webhook.Requests.at;
import static io.terrateam.terratunnel.webhook.Requests.post;
import static io.terrateam.terratunnel.webhook.Requests.provider;
import static io.terrateam.terratunnel.webhook.Requests.reason;
import static io.terrateam.terratunnel.webhook.Requests.request;
import static io.terrateam.terratunnel.webhook.Requests.secret;
import static io.terrateam.terratunnel.webhook.Requests.verify;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.verdict.BodyChange;
import io.terrateam.terratunnel.webhook.verdict.Explanation;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.SecretForm;
import io.terrateam.terratunnel.webhook.verdict.UrlChange;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each way to break a signature is told by its own reason.
class BrokenSignaturesTest {
    private static final long NOW = 1_700_000_000L;
    private static final String SECRET = "a secret of some length";
    private static final String JSON = "{\"id\":\"evt_1\",\"name\":\"Käthe <a/b>\",\"n\":1.50}";
    private static final String URL = "https://hook.example.com/a%20b?x=1&y=%2F";

    /// Signed by Stripe's scheme at [#NOW].
    private static WebhookRequest stripe(String body) {
        return signed("stripe", post(body, "Content-Length", "" + body.getBytes(UTF_8).length));
    }

    private static WebhookRequest signed(String provider, WebhookRequest request) {
        return signed(provider, request, null);
    }

    private static WebhookRequest signed(
            String provider, WebhookRequest request, @Nullable String url) {
        Signer signer = new Signer(at(NOW), () -> "msg_1");
        Signer.Outcome outcome = signer.sign(provider(provider), request, url, secret(SECRET));
        if (outcome instanceof Signer.Outcome.Signed(_, WebhookRequest result)) {
            return result;
        }
        throw new AssertionError(outcome);
    }

    private static Reason stripeReason(WebhookRequest request) {
        return reason(verify("stripe", request, SECRET));
    }

    @Test
    void untouchedIsValid() {
        assertThat(verify("stripe", stripe(JSON), SECRET).isValid()).isTrue();
    }

    @Test
    void anotherSecretIsNotToldApartFromAChangedBody() {
        assertThat(reason(verify("stripe", stripe(JSON), "another secret")))
                .isEqualTo(new Reason.NoMatch(true, false));
    }

    @ParameterizedTest
    @CsvSource({"Content-Digest, sha-256=:%s:", "Digest, SHA-256=%s"})
    void checksumThatFitsProvesAnotherSecret(String field, String form) throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(JSON.getBytes(UTF_8));
        String value = form.formatted(Base64.getEncoder().encodeToString(sum));
        WebhookRequest request = signed("github", post(JSON, field, value));

        assertThat(reason(verify("github", request, "another secret")))
                .isEqualTo(new Reason.WrongSecret());
        assertThat(
                        reason(
                                verify(
                                        "github",
                                        request.withBody(JSON.replace('1', '2').getBytes(UTF_8)),
                                        SECRET)))
                .isEqualTo(new Reason.BodyChanged(BodyChange.CHECKSUM));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(BodyChange.LINE_END_ADDED, body -> body + "\n"),
                change(BodyChange.LINE_END_ADDED, body -> body + "\r\n"),
                change(BodyChange.LINE_END_REMOVED, JSON + "\n", body -> body.strip()),
                change(BodyChange.LINE_END_REMOVED, JSON + "\r\n", body -> body.strip()),
                change(
                        BodyChange.LINE_ENDS_TO_CRLF,
                        "{\n\"a\":1\n}",
                        body -> body.replace("\n", "\r\n")),
                change(
                        BodyChange.LINE_ENDS_TO_LF,
                        "a\r\nb\r\nc",
                        body -> body.replace("\r\n", "\n")),
                change(
                        BodyChange.JSON_REWRITTEN,
                        body -> body.replace(",", ", ").replace(":", ": ")),
                change(BodyChange.JSON_REWRITTEN, body -> body.replace("ä", "\\u00e4")),
                change(BodyChange.JSON_REWRITTEN, body -> body.replace("/", "\\/")),
                change(
                        BodyChange.JSON_REWRITTEN,
                        body -> body.replace("<", "\\u003c").replace(">", "\\u003e")),
                change(
                        BodyChange.JSON_REWRITTEN,
                        "{\n  \"a\": [\n    1,\n    {}\n  ]\n}\n",
                        body -> body.replaceAll("\\s", "")),
                change(BodyChange.JSON_REWRITTEN, "{\"a\":1,\"b\":2}", _ -> "{\"b\":2,\"a\":1}"),
                change(BodyChange.CHARSET, body -> new String(body.getBytes(UTF_8), ISO_8859_1)),
                change(BodyChange.MARK_ADDED, body -> "\ufeff" + body),
                change(BodyChange.MARK_REMOVED, "\ufeffx=1", body -> body.substring(1)),
                change(
                        BodyChange.BASE64,
                        body -> Base64.getEncoder().encodeToString(body.getBytes(UTF_8))),
                change(
                        BodyChange.TAKEN_FROM_FORM,
                        "payload=" + URLEncoder.encode(JSON, UTF_8),
                        _ -> JSON),
                change(BodyChange.ADDED, "", _ -> "null"),
                change(BodyChange.CUT, body -> body.substring(0, body.length() - 9)),
                change(BodyChange.LENGTHENED, body -> body + " and more"));
    }

    private static Arguments change(BodyChange change, UnaryOperator<String> edit) {
        return change(change, JSON, edit);
    }

    private static Arguments change(BodyChange change, String body, UnaryOperator<String> edit) {
        return Arguments.of(change, body, edit);
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("changes")
    void changedBodyIsKnownByHowItWasChanged(
            BodyChange change, String body, UnaryOperator<String> edit) {
        WebhookRequest request = stripe(body);

        assertThat(stripeReason(request.withBody(edit.apply(body).getBytes(UTF_8))))
                .isEqualTo(new Reason.BodyChanged(change));
    }

    @Test
    void compressedBodyIsKnown() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(JSON.getBytes(UTF_8));
        }

        assertThat(stripeReason(stripe(JSON).withBody(packed.toByteArray())))
                .isEqualTo(new Reason.BodyChanged(BodyChange.COMPRESSED));
    }

    @Test
    void bodyThatDoesNotFitTheHashInTheUrlIsKnown() {
        String url =
                "https://a.example/?bodySHA256="
                        + "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        WebhookRequest request =
                signed("twilio", post("{\"property\": \"value\", \"boolean\": true}"), url);

        assertThat(verify("twilio", request, url, SECRET, NOW).isValid()).isTrue();
        assertThat(reason(verify("twilio", request.withBody(new byte[1]), url, SECRET, NOW)))
                .isEqualTo(new Reason.BodyChanged(BodyChange.CHECKSUM));
    }

    static Stream<Arguments> urls() {
        return Stream.of(
                Arguments.of("http://hook.example.com/a%20b?x=1&y=%2F", UrlChange.SCHEME),
                Arguments.of("https://hook.example.com:443/a%20b?x=1&y=%2F", UrlChange.PORT),
                Arguments.of("https://inside.local/a%20b?x=1&y=%2F", UrlChange.HOST),
                Arguments.of("https://hook.example.com/a b?x=1&y=%2F", UrlChange.PATH_DECODED),
                Arguments.of("https://hook.example.com/a%20b/?x=1&y=%2F", UrlChange.TRAILING_SLASH),
                Arguments.of("https://hook.example.com/a%20b", UrlChange.NO_QUERY));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void urlThatDiffersIsKnownByHowItDiffers(String signedUrl, UrlChange change) {
        for (String each : List.of("square", "twilio", "hubspot-v2", "hubspot-v3", "mandrill")) {
            WebhookRequest request = signed(each, post("a=1", "Host", "inside.local"), signedUrl);

            assertThat(reason(verify(each, request, URL, SECRET, NOW)))
                    .as(each)
                    .isEqualTo(new Reason.UrlDiffers(List.of(change), signedUrl));
        }
    }

    @Test
    void urlMayDifferInSeveralWays() {
        String signedUrl = "http://inside.local:8080/hook";
        WebhookRequest request =
                signed("square", post("x", "Host", "inside.local:8080"), signedUrl);

        assertThat(reason(verify("square", request, "https://hook.example.com/hook/", SECRET, NOW)))
                .isEqualTo(
                        new Reason.UrlDiffers(
                                List.of(
                                        UrlChange.SCHEME,
                                        UrlChange.HOST,
                                        UrlChange.PORT,
                                        UrlChange.TRAILING_SLASH),
                                signedUrl));
        assertThat(reason(verify("square", request, "https://INSIDE.local:8080/hook", SECRET, NOW)))
                .isEqualTo(
                        new Reason.UrlDiffers(
                                List.of(UrlChange.SCHEME, UrlChange.HOST_CASE), signedUrl));
    }

    @Test
    void urlThatIsUnknownIsAskedFor() {
        WebhookRequest request = signed("square", post("x"), URL);

        assertThat(reason(verify("square", request, null, SECRET, NOW)))
                .isEqualTo(new Reason.UrlNeeded());
    }

    @Test
    void pathIsSignedAsItWasSent() {
        WebhookRequest request =
                signed("hubspot-v2", request("PUT", "/a%2Fb/../c?q=%41", "x"), "https://h/a%2Fb");

        assertThat(verify("hubspot-v2", request, "https://h/a%2Fb", SECRET, NOW).isValid())
                .isTrue();
        assertThat(reason(verify("hubspot-v2", request, "https://h/a/b", SECRET, NOW)))
                .isInstanceOf(Reason.NoMatch.class);
    }

    @Test
    void tooOldIsKnownToTheSecondAtTheEdge() {
        WebhookRequest request = stripe(JSON);

        assertThat(verify("stripe", request, null, SECRET, NOW + 300).isValid()).isTrue();
        assertThat(reason(verify("stripe", request, null, SECRET, NOW + 301)))
                .isEqualTo(
                        new Reason.TooOld(
                                "test", Duration.ofSeconds(301), Duration.ofSeconds(300)));
        assertThat(
                        Explanation.text(
                                new Reason.TooOld(
                                        "test", Duration.ofSeconds(301), Duration.ofSeconds(300))))
                .contains("301 s ago: 1 s longer than the 300 s");
    }

    @Test
    void futureIsKnownToTheSecondAtTheEdge() {
        WebhookRequest request = stripe(JSON);

        assertThat(verify("stripe", request, null, SECRET, NOW - 300).isValid()).isTrue();
        assertThat(reason(verify("stripe", request, null, SECRET, NOW - 301)))
                .isEqualTo(
                        new Reason.InFuture(
                                "test", Duration.ofSeconds(301), Duration.ofSeconds(300)));
    }

    @Test
    void edgesHoldToTheNanosecond() {
        Instant edge = Instant.ofEpochSecond(NOW + 5);
        WebhookRequest request = signed("paddle", post(JSON));

        assertThat(paddleAt(edge, request).isValid()).isTrue();
        assertThat(paddleAt(edge.plusNanos(1), request).isValid()).isFalse();
        assertThat(paddleAt(edge.minusSeconds(10), request).isValid()).isTrue();
        assertThat(paddleAt(edge.minusSeconds(10).minusNanos(1), request).isValid()).isFalse();
    }

    private static Verdict paddleAt(Instant now, WebhookRequest request) {
        return new Verifier(at(now))
                .verify(provider("paddle"), request, null, List.of(secret(SECRET)));
    }

    @Test
    void wrongSecretIsNeverCalledTooOld() {
        assertThat(reason(verify("stripe", stripe(JSON), null, "another", NOW + 99_999)))
                .isInstanceOf(Reason.NoMatch.class);
    }

    @Test
    void toleranceCanBeAnother() {
        Verifier strict = new Verifier(at(NOW + 2)).within(Duration.ofSeconds(1));

        assertThat(
                        reason(
                                strict.verify(
                                        provider("stripe"),
                                        stripe(JSON),
                                        null,
                                        List.of(secret(SECRET)))))
                .isInstanceOf(Reason.TooOld.class);
    }

    @Test
    void missingHeaderIsNamed() {
        assertThat(stripeReason(post(JSON))).isEqualTo(new Reason.FieldMissing("Stripe-Signature"));
        assertThat(
                        reason(
                                verify(
                                        "slack",
                                        post(JSON, "X-Slack-Signature", "v0=" + "0".repeat(64)),
                                        SECRET)))
                .isEqualTo(new Reason.FieldMissing("X-Slack-Request-Timestamp"));
        assertThat(
                        reason(
                                verify(
                                        "adyen",
                                        post(
                                                "{\"notificationItems\":[{"
                                                        + "\"NotificationRequestItem\":{}}]}"),
                                        "00ff")))
                .isInstanceOf(Reason.FieldMissing.class);
    }

    @Test
    void headerThatIsThereTwiceIsRefusedUnlessBothAreTheSame() {
        WebhookRequest request = signed("github", post(JSON));
        List<Field> same = new ArrayList<>(request.fields());
        same.addAll(request.fields());
        List<Field> other = new ArrayList<>(request.fields());
        other.add(new Field("x-hub-signature-256", "sha256=" + "0".repeat(64)));

        assertThat(verify("github", with(request, same), SECRET).isValid()).isTrue();
        assertThat(reason(verify("github", with(request, other), SECRET)))
                .isEqualTo(new Reason.FieldRepeated("X-Hub-Signature-256"));
    }

    private static WebhookRequest with(WebhookRequest request, List<Field> fields) {
        return new WebhookRequest(request.method(), request.target(), fields, request.body());
    }

    @Test
    void timestampThatIsThereTwiceIsRefusedAndASignatureThatIsThereTwiceIsRotation() {
        String value = stripe(JSON).first("Stripe-Signature").orElseThrow();
        String code = value.substring(value.indexOf("v1="));

        assertThat(stripeReason(post(JSON, "Stripe-Signature", "t=1700000000," + value)))
                .isEqualTo(new Reason.FieldRepeated("t= in Stripe-Signature"));
        for (String rotation :
                List.of(
                        "t=1700000000,v1=" + "0".repeat(64) + "," + code,
                        "t=1700000000," + code + ",v1=" + "0".repeat(64),
                        "t=1700000000," + code + ",v1=short",
                        "t=1700000000,v0=x," + code)) {
            assertThat(verify("stripe", post(JSON, "Stripe-Signature", rotation), SECRET).isValid())
                    .as(rotation)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v1",
                "=,=",
                "t=1700000000,v1=zz",
                "t=1700000000,v1=00",
                "t=,v1=CODE",
                "t=+1700000000,v1=CODE",
                "t=1 700000000,v1=CODE",
                "t=-1,v1=CODE",
                "t=1700000000.0,v1=CODE",
                "t=99999999999999999999,v1=CODE",
                "t=١٧٠٠٠٠٠٠٠٠,v1=CODE",
                "v1=CODE"
            })
    void malformedHeaderIsCalledSo(String value) {
        WebhookRequest request =
                post(JSON, "Stripe-Signature", value.replace("CODE", "0".repeat(64)));

        assertThat(stripeReason(request)).isInstanceOf(Reason.Malformed.class);
        assertThat(Explanation.status(stripeReason(request))).isEqualTo(400);
    }

    @Test
    void unknownAlgorithmIsNamed() {
        assertThat(reason(verify("github", post(JSON, "X-Hub-Signature-256", "md5=00"), SECRET)))
                .isEqualTo(new Reason.AlgorithmUnknown("X-Hub-Signature-256", "md5", "sha256"));
        assertThat(stripeReason(post(JSON, "Stripe-Signature", "t=1,v2=00,v3=00")))
                .isEqualTo(new Reason.AlgorithmUnknown("Stripe-Signature", "t, v2, v3", "v1"));
        WebhookRequest box = signed("box", post(JSON));
        assertThat(
                        reason(
                                verify(
                                        "box",
                                        box.with(
                                                List.of(
                                                        new Field(
                                                                "BOX-SIGNATURE-ALGORITHM",
                                                                "HmacMD5")),
                                                Set.of("BOX-SIGNATURE-ALGORITHM"),
                                                box.body()),
                                        SECRET)))
                .isEqualTo(
                        new Reason.AlgorithmUnknown(
                                "BOX-SIGNATURE-ALGORITHM", "HmacMD5", "HmacSHA256"));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "github,''",
                "github,'  \n'",
                "github,'\u0000\u0000'",
                "gitlab,''",
                "adyen-platform,xyz",
                "adyen-platform,0000",
                "standard-webhooks,whsec_",
                "standard-webhooks,whsec_***",
                "standard-webhooks,whsec_c2hvcnQ=",
                "standard-webhooks,whpk_c2hvcnQ=",
                "standard-webhooks,whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "discord,00",
                "sendgrid,AAAA"
            })
    void unusableSecretIsAFaultOfTheConfiguration(String provider, String secret) {
        WebhookRequest request =
                post(
                        JSON,
                        "X-Hub-Signature-256",
                        "sha256=" + "0".repeat(64),
                        "X-Gitlab-Token",
                        secret.isEmpty() ? "x" : secret,
                        "HmacSignature",
                        Base64.getEncoder().encodeToString(new byte[32]),
                        "webhook-id",
                        "1",
                        "webhook-timestamp",
                        "1700000000",
                        "webhook-signature",
                        "v1," + Base64.getEncoder().encodeToString(new byte[32]),
                        "X-Signature-Ed25519",
                        "0".repeat(128),
                        "X-Signature-Timestamp",
                        "1700000000",
                        "X-Twilio-Email-Event-Webhook-Signature",
                        "AAAA",
                        "X-Twilio-Email-Event-Webhook-Timestamp",
                        "1700000000");

        Reason reason = reason(verify(provider, request, secret));

        assertThat(reason).isInstanceOf(Reason.SecretUnusable.class);
        assertThat(Explanation.status(reason)).isEqualTo(500);
        assertThat(secret.length() < 4 || !Explanation.text(reason).contains(secret)).isTrue();
    }

    @Test
    void secretInAnotherFormIsKnown() {
        String key = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));

        assertThat(stripeReasonWith("  " + SECRET + "\n")).isEqualTo(SecretForm.WITHOUT_BLANKS);
        assertThat(stripeReasonWith('"' + SECRET + '"')).isEqualTo(SecretForm.WITHOUT_QUOTES);
        assertThat(stripeReasonWith("whsec_" + SECRET)).isEqualTo(SecretForm.WITHOUT_PREFIX);
        assertThat(stripeReasonWith(key)).isEqualTo(SecretForm.BASE64_DECODED);
        assertThat(stripeReasonWith("whsec_" + key)).isEqualTo(SecretForm.BASE64_DECODED);
        assertThat(stripeReasonWith(HexFormat.of().formatHex(SECRET.getBytes(UTF_8))))
                .isEqualTo(SecretForm.HEX_DECODED);
    }

    private static SecretForm stripeReasonWith(String secret) {
        Reason reason = reason(verify("stripe", stripe(JSON), secret));
        return reason instanceof Reason.SecretMisread(_, SecretForm form)
                ? form
                : fail(reason.toString());
    }

    @Test
    void anyOfSeveralSecretsMayFitAndIsNamed() {
        Verdict verdict =
                new Verifier(at(NOW))
                        .verify(
                                provider("stripe"),
                                stripe(JSON),
                                null,
                                List.of(
                                        secret("  "),
                                        secret("the old one"),
                                        WebhookSecret.of("new", SECRET)));

        assertThat(verdict).isEqualTo(new Verdict.Valid("new", Optional.of(Duration.ZERO), true));
    }

    @Test
    void noSecretIsSaid() {
        assertThat(
                        reason(
                                new Verifier(at(NOW))
                                        .verify(provider("stripe"), stripe(JSON), null, List.of())))
                .isEqualTo(new Reason.NoSecret());
    }

    @Test
    void adyenChecksEveryItemAndRefusesAnEmptyList() {
        String key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
        String item =
                PublishedVectorsTest.adyenBody().replaceAll("(?s).*\\[(\\{.*})].*", "$1").strip();
        String bad = item.replace("1130", "1131");

        assertThat(verify("adyen", post(items(item, item)), key).isValid()).isTrue();
        for (String several : List.of(items(item, bad), items(bad, item), items(bad))) {
            assertThat(reason(verify("adyen", post(several), key)))
                    .isInstanceOf(Reason.NoMatch.class);
        }
        assertThat(reason(verify("adyen", post(items()), key)))
                .isInstanceOf(Reason.Malformed.class);
        assertThat(reason(verify("adyen", post(items(item.replace("\"EUR\"", "[\"EUR\"]"))), key)))
                .isEqualTo(
                        new Reason.Malformed(
                                "amount.currency in the body", "neither text nor number"));
    }

    private static String items(String... items) {
        return "{\"notificationItems\":[" + String.join(",", items) + "]}";
    }

    @Test
    void everyReasonHasACodeOfItsOwnAndAText() {
        List<Reason> reasons =
                List.of(
                        new Reason.FieldMissing("A"),
                        new Reason.FieldRepeated("A"),
                        new Reason.Malformed("A", "b"),
                        new Reason.AlgorithmUnknown("A", "b", "c"),
                        new Reason.BodyTooBig(2, 1),
                        new Reason.NoSecret(),
                        new Reason.SecretUnusable("A", "b"),
                        new Reason.UrlNeeded(),
                        new Reason.TooOld("A", Duration.ofMillis(2_500), Duration.ofSeconds(1)),
                        new Reason.InFuture("A", Duration.ofSeconds(2), Duration.ofSeconds(1)),
                        new Reason.BodyChanged(BodyChange.CUT),
                        new Reason.UrlDiffers(List.of(UrlChange.PORT), "u"),
                        new Reason.SecretMisread("A", SecretForm.AS_TEXT),
                        new Reason.WrongSecret(),
                        new Reason.NoMatch(true, true),
                        new Reason.NotToBeSigned("Because."));

        assertThat(reasons.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(kindsOf(Reason.class));
        assertThat(reasons.stream().map(Explanation::code)).doesNotHaveDuplicates();
        assertThat(reasons.stream().map(Explanation::text))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.endsWith("."));
    }

    private static List<Class<?>> kindsOf(Class<?> sealedType) {
        return Stream.of(sealedType.getPermittedSubclasses())
                .flatMap(each -> each.isSealed() ? kindsOf(each).stream() : Stream.of(each))
                .<Class<?>>map(each -> each)
                .toList();
    }
}
