package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions: who has one, how it ends, and that nobody can make one up. And who is an
/// administrator.
@ExtendWith(SharedControl.class)
class SessionsIT {
    private static final String SECRET = ControlServer.SIGNING_SECRET;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicLong IDS = new AtomicLong(500);

    private static ControlServer server;

    @BeforeAll
    static void start(ControlServer shared) {
        server = shared;
    }

    private static ProviderAccount somebody() {
        long id = IDS.incrementAndGet();
        return ProviderAccount.of(id, "user" + id);
    }

    private static WebClient with(String session) {
        WebClient visitor = server.visitor();
        visitor.cookies().put(WebClient.SESSION, session);
        return visitor;
    }

    @Test
    void signingInAgainMakesANewSessionAndEndsTheOldOne() throws Exception {
        WebClient visitor = server.signedIn(somebody());
        String before = visitor.cookies().get(WebClient.SESSION);

        visitor.signIn("github");

        assertThat(visitor.cookies().get(WebClient.SESSION)).isNotEqualTo(before);
        assertThat(with(before).isSignedIn()).isFalse();
        assertThat(visitor.isSignedIn()).isTrue();
    }

    /// Fixation: the attacker's session in the victim's browser is not what the victim signs in to.
    @Test
    void sessionThatWasPlantedIsNotTheOneThatSigningInGives() throws Exception {
        WebClient attacker = server.signedIn(somebody());
        String planted = attacker.cookies().get(WebClient.SESSION);
        WebClient victim = with(planted);
        server.provider().account(somebody());

        victim.signIn("github");

        assertThat(victim.cookies().get(WebClient.SESSION)).isNotEqualTo(planted);
        assertThat(with(planted).get("/account").text())
                .doesNotContain("user" + IDS.get() + "@example.com");
    }

    @Test
    void signedOutSessionIsWorthNothingEvenWhereItWasCopied() throws Exception {
        WebClient visitor = server.signedIn(somebody());
        String copied = visitor.cookies().get(WebClient.SESSION);

        RawResponse answer = visitor.post("/auth/logout", Map.of());

        assertThat(answer.status()).isIn(302, 303);
        assertThat(visitor.cookies()).doesNotContainKey(WebClient.SESSION);
        assertThat(with(copied).isSignedIn()).isFalse();
        assertEquals(
                401, server.visitor().get("/auth/me", "Authorization: Bearer " + copied).status());
    }

    @Test
    void askingForThePageSignsNobodyOut() throws Exception {
        WebClient visitor = server.signedIn(somebody());

        assertThat(visitor.get("/auth/logout").status()).isIn(200, 302);
        visitor.send("HEAD", "/auth/logout", List.of(), "");

        assertThat(visitor.isSignedIn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org/",
                "//evil.example.org",
                "/\\evil.example.org",
                "javascript:alert(1)",
                "https://app.tunnel.example.com/"
            })
    void signingOutLeadsNowhereElse(String wanted) throws Exception {
        String query = "?" + Form.write(Map.of("redirect_uri", wanted, "next", wanted));
        WebClient visitor = server.signedIn(somebody());
        RawResponse asked = visitor.get("/auth/logout" + query);
        assertThat(asked.header("location").orElse("/")).isIn("/", "/auth/login");
        assertThat(asked.text()).doesNotContain("evil.example.org", "javascript:");

        RawResponse answer =
                visitor.post(
                        "/auth/logout" + query, Map.of("redirect_uri", wanted, "next", wanted));

        assertThat(WebClient.location(answer)).isIn("/", "/auth/login");
    }

    @Test
    void signingOutEverywhereEndsAllSessionsOfTheUserAndNoOther() throws Exception {
        ProviderAccount account = somebody();
        WebClient one = server.signedIn(account);
        WebClient two = server.signedIn(account);
        WebClient other = server.signedIn(somebody());

        assertThat(one.post("/account/sessions/end", Map.of()).status()).isIn(302, 303);

        assertThat(one.isSignedIn()).isFalse();
        assertThat(two.isSignedIn()).isFalse();
        assertThat(other.isSignedIn()).isTrue();
    }

    @Test
    void twoSessionCookiesAreNone() throws Exception {
        WebClient victim = server.signedIn(somebody());
        String attackers = server.signedIn(somebody()).cookies().get(WebClient.SESSION);
        String planted = WebClient.SESSION + "=" + attackers;

        assertEquals(302, victim.get("/account", "Cookie: " + planted).status());
        assertEquals(
                302,
                server.visitor().get("/account", "Cookie: " + planted + "; " + planted).status());
        assertEquals(200, victim.get("/account").status());
    }

    /// Other hosts can set cookies by these names for ours; `__Host-` is what they can't.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth_token",
                "__host-auth_token",
                "__HOST-AUTH_TOKEN",
                "__Secure-auth_token",
                " __Host-auth_token2"
            })
    void sessionUnderAnyOtherNameIsNone(String name) throws Exception {
        String session = server.signedIn(somebody()).cookies().get(WebClient.SESSION);

        RawResponse answer = server.visitor().get("/account", "Cookie: " + name + "=" + session);

        assertEquals(302, answer.status());
    }

    static Stream<Arguments> madeUpTokens() {
        String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
        String claims = "{\"sub\":\"1\",\"provider\":\"github\",\"username\":\"ada-admin\"%s}";
        long now = Instant.now().getEpochSecond();
        String rest =
                ",\"iat\":%d,\"exp\":%d,\"jti\":\"%s\",\"iss\":\"%s\",\"aud\":\"%4$s\""
                        .formatted(now, now + 3_600, "A".repeat(43), ControlServer.ORIGIN);
        String full = claims.formatted(rest);
        String none = "{\"alg\":\"none\",\"typ\":\"JWT\"}";
        String byUrl =
                "{\"alg\":\"HS256\",\"jku\":\"http://127.0.0.1:1/keys\",\"kid\":\"../../x\"}";
        String ownKey = "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}";
        return Stream.of(
                Arguments.of("alg none", encode(none) + "." + encode(full) + "."),
                Arguments.of(
                        "alg NONE",
                        encode(none.replace("none", "NoNe")) + "." + encode(full) + "."),
                Arguments.of("no signature", encode(header) + "." + encode(full) + "."),
                Arguments.of(
                        "known secret",
                        sign("change-me-in-production", "HmacSHA256", header, full)),
                Arguments.of("empty-ish secret", sign("secret", "HmacSHA256", header, full)),
                Arguments.of("signed, but no session", sign(SECRET, "HmacSHA256", header, full)),
                Arguments.of(
                        "signed as the original did",
                        sign(
                                SECRET,
                                "HmacSHA256",
                                header,
                                claims.formatted(
                                        ",\"iat\":%d,\"exp\":%d".formatted(now, now + 3_600)))),
                Arguments.of(
                        "other algorithm",
                        sign(SECRET, "HmacSHA512", header.replace("256", "512"), full)),
                Arguments.of("key by URL", sign(SECRET, "HmacSHA256", byUrl, full)),
                Arguments.of("own key", sign("AAAA", "HmacSHA256", ownKey, full)),
                Arguments.of("garbage", "garbage"),
                Arguments.of("dots", ".."),
                Arguments.of("many dots", "a.b.c.d.e"),
                Arguments.of("huge", encode(header) + "." + "A".repeat(12_000) + ".A"),
                Arguments.of("nothing", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("madeUpTokens")
    void madeUpTokenIsNoSession(String what, String token) throws Exception {
        assertEquals(302, with(token).get("/account").status());
        RawResponse me = server.visitor().get("/auth/me", "Authorization: Bearer " + token);
        assertEquals(401, me.status());
        assertThat(me.text())
                .containsAnyOf(
                        "Invalid token",
                        "Token has expired",
                        "Missing or invalid authorization header");
    }

    /// Every part of a real token counts.
    @Test
    void alteredTokenIsNoSession() throws Exception {
        String token = server.signedIn(somebody()).cookies().get(WebClient.SESSION);
        String[] parts = token.split("\\.");
        String claims = decode(parts[1]);
        assertThat(claims).contains("\"sub\":\"");
        String admin = encode(claims.replaceAll("\"sub\":\"\\d+\"", "\"sub\":\"1\""));
        String forever = encode(claims.replaceAll("\"exp\":\\d+", "\"exp\":99999999999"));
        String none = encode("{\"alg\":\"none\"}");

        for (String altered :
                List.of(
                        parts[0] + "." + admin + "." + parts[2],
                        parts[0] + "." + forever + "." + parts[2],
                        none + "." + parts[1] + ".",
                        parts[0] + "." + parts[1] + "." + flip(parts[2]),
                        token + "x",
                        token.toLowerCase(java.util.Locale.ROOT))) {
            assertThat(with(altered).isSignedIn()).as(altered).isFalse();
        }
        assertThat(with(token).isSignedIn()).isTrue();
    }

    /// Whoever knows the secret still needs the row: here with the claims of another's session.
    @Test
    void signedTokenWithAnothersSessionIsNone() throws Exception {
        String token = server.signedIn(somebody()).cookies().get(WebClient.SESSION);
        String[] parts = token.split("\\.");
        String claims = decode(parts[1]);
        String others = claims.replaceAll("\"sub\":\"\\d+\"", "\"sub\":\"1\"");
        String otherAudience = claims.replace(ControlServer.ORIGIN, "https://other.example.com");
        String over = claims.replaceAll("\"exp\":\\d+", "\"exp\":1000");
        String header = decode(parts[0]);

        assertThat(with(sign(SECRET, "HmacSHA256", header, claims)).isSignedIn()).isTrue();
        for (String wrong : List.of(others, otherAudience, over)) {
            assertThat(with(sign(SECRET, "HmacSHA256", header, wrong)).isSignedIn())
                    .as(wrong)
                    .isFalse();
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String flip(String signature) {
        char first = signature.charAt(0) == 'A' ? 'B' : 'A';
        return first + signature.substring(1);
    }

    private static String sign(String secret, String algorithm, String header, String claims) {
        try {
            String signed = encode(header) + "." + encode(claims);
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            byte[] bytes = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void adminIsTheAccountThatFirstHadTheName_notWhoeverHasItLater() throws Exception {
        WebClient admin = server.signedIn(ControlServer.ADMIN);
        assertThat(isAdmin(admin)).isTrue();

        WebClient renamed =
                server.signedIn(ProviderAccount.of(ControlServer.ADMIN.id(), "ada-renamed"));
        WebClient recycled =
                server.signedIn(ProviderAccount.of(4_711, ControlServer.ADMIN.login()));

        assertThat(isAdmin(renamed)).isTrue();
        assertThat(isAdmin(recycled)).isFalse();
        server.signedIn(ControlServer.ADMIN);
    }

    @Test
    void sameNameAtTheOtherProviderIsNoAdmin() throws Exception {
        server.signedIn(ControlServer.ADMIN);
        server.provider().account(ProviderAccount.of(9, ControlServer.ADMIN.login()));
        WebClient visitor = server.visitor();
        visitor.signIn("gitlab");

        assertThat(isAdmin(visitor)).isFalse();
    }

    private static boolean isAdmin(WebClient visitor) throws Exception {
        return visitor.get("/").text().contains("Live tunnels");
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_SECRET, change-me-in-production",
        "JWT_SECRET, only-31-bytes-are-one-too-few..",
        "JWT_ALGORITHM, none",
        "TERRATUNNEL_OAUTH_REDIRECT_ORIGINS, https://*.example.org",
        "TERRATUNNEL_PUBLIC_URL, javascript:alert(1)"
    })
    void serverDoesNotStartWithAWeakSetting(String name, String value) throws Exception {
        try (ProcessUnderTest refused =
                TerratunnelProgram.run(
                        "refused",
                        List.of("server", "--port", "0", "--host", "127.0.0.1"),
                        Map.of(name, value),
                        server.directory())) {
            refused.awaitLine(name, PATIENCE);
            assertThat(refused.awaitExit(PATIENCE)).hasValue(2);
            assertThat(refused.output()).doesNotContain("\tat ");
        }
    }
}
