package io.terrateam.terratunnel.webhook;

import static io.terrateam.terratunnel.webhook.Requests.at;
import static io.terrateam.terratunnel.webhook.Requests.reason;
import static io.terrateam.terratunnel.webhook.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.Recognition;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.provider.WebhookProviders;
import io.terrateam.terratunnel.webhook.scheme.Traits;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for each provider of the table, with seeded requests.
class EveryProviderTest {
    private static final int ROUNDS = 20;
    private static final String URL = "https://hook.example.com/a%2Fb?c=%20d";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.5Z");

    static Stream<WebhookProvider> all() {
        return WebhookProviders.ALL.stream();
    }

    static Stream<WebhookProvider> signing() {
        return all().filter(provider -> provider.scheme().traits().canBeMade());
    }

    static Stream<WebhookProvider> withTolerance() {
        return signing().filter(provider -> provider.scheme().traits().tolerance().isPresent());
    }

    @Test
    void idsAreUnique() {
        assertThat(all().map(WebhookProvider::id)).doesNotHaveDuplicates().hasSizeGreaterThan(70);
    }

    @ParameterizedTest
    @MethodSource("signing")
    void whatIsSignedIsValidAndWithAnotherSecretIsNot(WebhookProvider provider) {
        Random random = new Random(provider.id().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            WebhookSecret secret = secret(provider, random);
            WebhookRequest request = signed(provider, unsigned(provider, random), secret);

            assertThat(verify(provider, request, NOW, secret)).isInstanceOf(Verdict.Valid.class);
            assertThat(verify(provider, request, NOW, secret(provider, random)).isValid())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("signing")
    void signingAgainReplacesTheSignature(WebhookProvider provider) {
        Random random = new Random(1);
        WebhookSecret first = secret(provider, random);
        WebhookSecret second = secret(provider, random);
        WebhookRequest request = signed(provider, unsigned(provider, random), first);
        WebhookRequest again = signed(provider, request, second);

        assertThat(verify(provider, again, NOW, second).isValid()).isTrue();
        assertThat(verify(provider, again, NOW, first).isValid()).isFalse();
        assertThat(again.fields()).hasSameSizeAs(request.fields());
    }

    @ParameterizedTest
    @MethodSource("signing")
    void changedBodyIsNotValidWhereItIsCovered(WebhookProvider provider) {
        Random random = new Random(2);
        WebhookSecret secret = secret(provider, random);
        WebhookRequest request = signed(provider, unsigned(provider, random), secret);
        byte[] body = request.body().clone();
        body[body.length - 3] ^= 0x01;

        Verdict verdict = verify(provider, request.withBody(body), NOW, secret);

        Traits traits = provider.scheme().traits();
        assertThat(!verdict.isValid() || !traits.coversBody()).isTrue();
        if (verdict instanceof Verdict.Valid valid) {
            assertThat(valid.coversBody()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("withTolerance")
    void replayIsAllowedToTheVeryEdgeAndNoFurther(WebhookProvider provider) {
        Random random = new Random(3);
        WebhookSecret secret = secret(provider, random);
        WebhookRequest request = signed(provider, unsigned(provider, random), secret);
        var tolerance = provider.scheme().traits().tolerance().orElseThrow();
        Verdict now = verify(provider, request, NOW, secret);
        Instant signedAt = NOW.minus(((Verdict.Valid) now).age().orElseThrow());

        assertThat(verify(provider, request, signedAt.plus(tolerance), secret).isValid()).isTrue();
        assertThat(verify(provider, request, signedAt.minus(tolerance), secret).isValid()).isTrue();
        assertThat(
                        reason(
                                verify(
                                        provider,
                                        request,
                                        signedAt.plus(tolerance).plusMillis(1),
                                        secret)))
                .isInstanceOf(Reason.TooOld.class);
        assertThat(
                        reason(
                                verify(
                                        provider,
                                        request,
                                        signedAt.minus(tolerance).minusMillis(1),
                                        secret)))
                .isInstanceOf(Reason.InFuture.class);
    }

    @ParameterizedTest
    @MethodSource("signing")
    void itsRequestsAreRecognized(WebhookProvider provider) {
        Random random = new Random(4);
        WebhookRequest bare = unsigned(provider, random);
        List<Field> marked = new ArrayList<>(bare.fields());
        provider.marks().forEach(mark -> marked.add(new Field(mark.field(), mark.start())));
        WebhookRequest request =
                new WebhookRequest(bare.method(), bare.target(), marked, bare.body());

        Recognition seen = Recognition.of(signed(provider, request, secret(provider, random)));

        assertThat(seen.candidates()).contains(provider);
    }

    @ParameterizedTest
    @MethodSource("signing")
    void withoutASignatureNothingIsValid(WebhookProvider provider) {
        WebhookSecret secret = secret(provider, new Random(5));
        WebhookRequest empty = request("POST", "/", "");

        assertThat(verify(provider, empty, NOW, secret).isValid()).isFalse();
    }

    @Test
    void onlyProvidersWithPrivateKeysCanNotBeSigned() {
        assertThat(all().filter(provider -> !provider.scheme().traits().canBeMade()))
                .allSatisfy(provider ->
                        assertThat(
                                        sign(
                                                provider,
                                                request("POST", "/", ""),
                                                secret(provider, new Random(6))))
                                .isInstanceOf(Signer.Outcome.NotSigned.class))
                .extracting(WebhookProvider::id)
                .containsExactlyInAnyOrder("sendgrid", "discord");
    }

    private static Verdict verify(
            WebhookProvider provider, WebhookRequest request, Instant now, WebhookSecret secret) {
        return new Verifier(at(now)).verify(provider, request, URL, List.of(secret));
    }

    private static WebhookRequest signed(
            WebhookProvider provider, WebhookRequest request, WebhookSecret secret) {
        Signer.Outcome outcome = sign(provider, request, secret);
        if (outcome instanceof Signer.Outcome.Signed(_, WebhookRequest result)) {
            return result;
        }
        throw new AssertionError(outcome);
    }

    private static Signer.Outcome sign(
            WebhookProvider provider, WebhookRequest request, WebhookSecret secret) {
        return new Signer(at(NOW), () -> "msg_new").sign(provider, request, URL, secret);
    }

    private static WebhookSecret secret(WebhookProvider provider, Random random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return WebhookSecret.of(
                "seeded",
                switch (provider.scheme().traits().keyForm()) {
                    case TEXT, HEX, PUBLIC -> HexFormat.of().formatHex(key);
                    case BASE64 ->
                            (random.nextBoolean() ? "whsec_" : "whsk_")
                                    + Base64.getEncoder().encodeToString(key);
                });
    }

    /// A body that every scheme finds its places in, with anything in between.
    private static WebhookRequest unsigned(WebhookProvider provider, Random random) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        String body =
                switch (provider.id()) {
                    case "linear" -> "{ \"webhookTimestamp\" : 1, \"x\":\"" + hex(noise) + "\" }";
                    case "mailgun" ->
                            "{\"signature\":{\"token\":\"%s\",\"signature\":\"\",\"timestamp\":\"1\"}}"
                                    .formatted(hex(noise));
                    case "adyen" ->
                            PublishedVectorsTest.adyenBody()
                                    .replace("1130", "" + random.nextInt(999));
                    default -> "x=" + new String(noise, StandardCharsets.ISO_8859_1) + "&y=1";
                };
        return request("POST", "/a%2Fb?c=%20d", body, "Content-Type", "application/json");
    }

    private static String hex(byte[] noise) {
        return HexFormat.of().formatHex(noise);
    }
}
