package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the set-up wizard of the Python original relies on: a window that comes back with a key in
/// names that it knows, and a token exchanged for a key. And that nobody else gets either.
@ExtendWith(SharedControl.class)
class WizardIT {
    private static final String CALLBACK = "http://localhost:3000/probot/oauth-callback";
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");
    private static final AtomicLong IDS = new AtomicLong(30_000);

    private static ControlServer server;

    @BeforeAll
    static void start(ControlServer shared) {
        server = shared;
    }

    private static ProviderAccount somebody() {
        long id = IDS.incrementAndGet();
        return ProviderAccount.of(id, "user" + id);
    }

    private static String authorize(String provider, String redirectUri, String state) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("redirect_uri", redirectUri);
        if (!state.isEmpty()) {
            query.put("state", state);
        }
        return "/auth/" + provider + "/authorize?" + Form.write(query);
    }

    /// Goes from the wizard's first address to the page where people are asked.
    private static RawResponse question(WebClient visitor, String start) throws Exception {
        RawResponse back = visitor.get(visitor.backFrom(visitor.beginSignIn(start)));
        assertEquals(302, back.status());
        String page = WebClient.location(back);
        assertThat(page).startsWith("/auth/approve?");
        RawResponse question = visitor.get(page);
        assertEquals(200, question.status());
        return question;
    }

    /// Answers it; where the browser goes then.
    private static String answered(WebClient visitor, RawResponse question, String answer)
            throws Exception {
        Map<String, String> form = new LinkedHashMap<>();
        String text = question.text();
        Matcher hidden = HIDDEN.matcher(text.substring(text.indexOf("<main")));
        while (hidden.find()) {
            form.put(hidden.group(1), hidden.group(2).replace("&amp;", "&"));
        }
        form.put("tunnel_id", WebClient.first(Pattern.compile("<option value=\"(\\d+)\""), text));
        form.put("answer", answer);
        RawResponse sent = visitor.postAsIs("/auth/approve", form, WebClient.FROM_OUR_PAGE);
        assertThat(sent.status()).as(sent.text()).isEqualTo(303);
        return WebClient.location(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void windowComesBackWithTheNamesThatTheWizardReads(String provider) throws Exception {
        ProviderAccount account = somebody();
        server.provider().account(account);
        WebClient visitor = server.visitor();

        String back =
                answered(
                        visitor,
                        question(visitor, authorize(provider, CALLBACK, "s t&a=te")),
                        "yes");

        assertThat(back).startsWith(CALLBACK + "?");
        Map<String, String> told = Form.parse(URI.create(back).getRawQuery());
        assertThat(told.keySet())
                .containsExactlyInAnyOrder(
                        "access_token",
                        "user_login",
                        "user_id",
                        "tunnel_id",
                        "tunnel_url",
                        "api_key",
                        "state");
        assertThat(told)
                .containsEntry("state", "s t&a=te")
                .containsEntry("user_login", account.login())
                .containsEntry("user_id", Long.toString(account.id()))
                .containsEntry(
                        "tunnel_url",
                        "https://" + told.get("tunnel_id") + "." + ControlServer.HOST);
        // The provider's own token is for nobody else.
        assertThat(server.provider().issuedTokens()).doesNotContain(told.get("access_token"));
        assertEquals(account.login(), ownerOf(told.get("api_key")));

        // What it then does with the token.
        Map<String, Object> exchanged =
                exchange(provider + "_token", told.get("access_token"), "by the wizard");
        assertThat(exchanged)
                .containsEntry("username", account.login())
                .containsEntry("tunnel_url", told.get("tunnel_id") + "." + ControlServer.HOST);
        assertEquals(account.login(), ownerOf((String) exchanged.get("api_key")));
        assertEquals("401", ownerOf(told.get("api_key")));
        try (ProcessUnderTest client = server.readyClient((String) exchanged.get("api_key"))) {
            assertThat(client.isAlive()).isTrue();
        }
    }

    private static String ownerOf(String key) throws Exception {
        RawResponse me = server.visitor().get("/api/auth/me", "Authorization: Bearer " + key);
        return me.status() == 200
                ? WebClient.first(Pattern.compile("\"username\":\"([^\"]+)\""), me.text())
                : Integer.toString(me.status());
    }

    private static RawResponse tryExchange(String field, String token) throws Exception {
        return server.visitor()
                .postJson("/api/auth/exchange", "{\"%s\":\"%s\"}".formatted(field, token));
    }

    private static Map<String, Object> exchange(String field, String token, String keyName)
            throws Exception {
        RawResponse answer =
                server.visitor()
                        .postJson(
                                "/api/auth/exchange",
                                "{\"%s\":\"%s\",\"api_key_name\":\"%s\",\"user\":{\"x\":[1]}}"
                                        .formatted(field, token, keyName));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("cache-control")).contains("no-store");
        Map<String, Object> members = new LinkedHashMap<>();
        Matcher member =
                Pattern.compile("\"(\\w+)\":(?:\"([^\"]*)\"|(\\d+)|null)").matcher(answer.text());
        while (member.find()) {
            members.put(member.group(1), member.group(2) == null ? "" : member.group(2));
        }
        assertThat(members.keySet())
                .containsExactlyInAnyOrder(
                        "api_key",
                        "api_key_prefix",
                        "user_id",
                        "username",
                        "expires_at",
                        "tunnel_url");
        assertThat((String) members.get("api_key"))
                .startsWith((String) members.get("api_key_prefix"));
        return members;
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:3000/cb?a=1, http://localhost:3000/cb?a=1&error=",
        "http://127.0.0.1:3001/callback, http://127.0.0.1:3001/callback?error=",
        "http://[::1]:3001/callback, http://[::1]:3001/callback?error=",
        "https://localhost/, https://localhost/?error=",
        "https://setup.example.org/done, https://setup.example.org/done?error="
    })
    void whoSaysNoIsSentBackWithAnError(String redirectUri, String back) throws Exception {
        server.provider().account(somebody());
        WebClient visitor = server.visitor();
        String target =
                answered(visitor, question(visitor, authorize("github", redirectUri, "s")), "no");

        assertThat(target).startsWith(back + "access_denied&error_description=");
        assertThat(target).endsWith("&state=s").doesNotContain("api_key", "access_token");
    }

    @Test
    void whoSaysNoAtTheProviderIsSentBackToo() throws Exception {
        server.provider().mood(ProviderMood.DENYING);
        WebClient visitor = server.visitor();

        RawResponse back =
                visitor.get(
                        visitor.backFrom(visitor.beginSignIn(authorize("github", CALLBACK, "s"))));

        assertThat(WebClient.location(back))
                .startsWith(CALLBACK + "?error=access_denied&")
                .endsWith("&state=s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org/",
                "http://setup.example.org/done",
                "https://setup.example.org:8443/done",
                "https://setup.example.org.evil.example.org/",
                "https://setup.example.org@evil.example.org/",
                "https://evil.example.org\\@setup.example.org/",
                "https://evil.example.org#@setup.example.org/",
                "https://setup.example.org/#token",
                "//setup.example.org/done",
                "http://localhost.evil.example.org/",
                "http://localhost@evil.example.org/",
                "http://127.0.0.1.evil.example.org/",
                "http://127.0.0.1:80:80/",
                "http://0.0.0.0:3000/",
                "http://localhost:3000/\r\nSet-Cookie: a=b",
                "javascript:alert(1)//localhost",
                "data:text/html,localhost",
                "file:///etc/passwd",
                "app://localhost/",
                "/auth/logout",
                "localhost:3000",
                "https://app.tunnel.example.com/cb",
                "http:localhost:3000",
                "http:///localhost:3000/",
                "http://2130706433.evil.example.org/",
                "https://xn--localhost-/"
            })
    void nobodyElseGetsTheBrowser(String redirectUri) throws Exception {
        WebClient signedIn = server.signedIn(somebody());
        for (WebClient visitor : new WebClient[] {server.visitor(), signedIn}) {
            RawResponse answer = visitor.get(authorize("github", redirectUri, "s"));
            assertEquals(400, answer.status(), redirectUri);
            assertThat(answer.header("location")).isEmpty();
            assertThat(answer.text()).doesNotContain("evil.example.org");
        }
        Map<String, String> form =
                Map.of(
                        "client",
                        "setup",
                        "redirect_uri",
                        redirectUri,
                        "answer",
                        "yes",
                        "tunnel_id",
                        signedIn.tunnelId());
        for (String client : new String[] {"setup", "cli"}) {
            Map<String, String> asked = new LinkedHashMap<>(form);
            asked.put("client", client);
            assertEquals(400, signedIn.get("/auth/approve?" + Form.write(asked)).status());
            assertEquals(400, signedIn.post("/auth/approve", asked).status());
        }
    }

    @Test
    void wayBackIsRequired() throws Exception {
        assertEquals(422, server.visitor().get("/auth/github/authorize").status());
        assertEquals(422, server.visitor().get("/auth/gitlab/authorize?state=s").status());
    }

    /// No page can get a key by sending a browser here: it takes the user's click on our page, for
    /// a tunnel of their own.
    @Test
    void nothingIsGivenAwayWithoutTheUsersOwnClick() throws Exception {
        WebClient visitor = server.signedIn(somebody());
        String key = visitor.newKey("k");
        RawResponse asked = visitor.get(authorize("github", CALLBACK, "s"));
        assertThat(WebClient.location(asked)).startsWith("/auth/approve?");
        visitor.get(WebClient.location(asked));
        assertThat(ownerOf(key)).startsWith("user");

        WebClient other = server.signedIn(somebody());
        Map<String, String> form =
                Map.of(
                        "client",
                        "setup",
                        "redirect_uri",
                        CALLBACK,
                        "answer",
                        "yes",
                        "tunnel_id",
                        visitor.tunnelId());
        assertEquals(404, other.post("/auth/approve", form).status());
        assertThat(ownerOf(key)).startsWith("user");
    }

    /// With a challenge only a code is in the address, and only its owner can use it.
    @Test
    void codeInTheAddressIsWorthlessWithoutItsVerifier() throws Exception {
        ProviderAccount account = somebody();
        WebClient visitor = server.signedIn(account);
        String verifier = "v".repeat(50);
        String challenge =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        String start =
                authorize("github", CALLBACK, "s")
                        + "&code_challenge_method=S256&code_challenge="
                        + challenge;

        String code = code(visitor, start);
        assertEquals(400, redeem(code, "w".repeat(50), CALLBACK).status());
        assertEquals(400, redeem(code, verifier, CALLBACK).status(), "a wrong try ends it");

        String second = code(visitor, start);
        assertEquals(400, redeem(second, verifier, CALLBACK + "2").status());

        String third = code(visitor, start);
        RawResponse handed = redeem(third, verifier, CALLBACK);
        assertThat(handed.status()).as(handed.text()).isEqualTo(200);
        String key = WebClient.first(Pattern.compile("\"api_key\":\"([^\"]+)\""), handed.text());
        assertEquals(account.login(), ownerOf(key));
        assertEquals(400, redeem(third, verifier, CALLBACK).status());
    }

    private static String code(WebClient visitor, String start) throws Exception {
        RawResponse asked = visitor.get(start);
        String back = answered(visitor, visitor.get(WebClient.location(asked)), "yes");
        assertThat(back).doesNotContain("api_key", "access_token", "ttk_");
        return Form.parse(URI.create(back).getRawQuery()).get("code");
    }

    private static RawResponse redeem(String code, String verifier, String redirectUri)
            throws Exception {
        return server.visitor()
                .postAsIs(
                        "/api/auth/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "code_verifier",
                                verifier,
                                "redirect_uri",
                                redirectUri),
                        java.util.List.of());
    }

    @ParameterizedTest
    @CsvSource({"github_token", "gitlab_token"})
    void tokenOfOurAppIsExchanged_andNoOther(String field) throws Exception {
        ProviderAccount account = somebody();
        String ours = server.provider().tokenOf(account);
        String foreign = server.provider().foreignTokenOf(account);

        RawResponse refused = tryExchange(field, foreign);
        assertEquals(401, refused.status());
        assertThat(refused.text()).matches("\\{\"detail\":\"Invalid Git(Hub|Lab) token\"}");
        assertEquals(401, tryExchange(field, "gho_unknown").status());

        Map<String, Object> exchanged = exchange(field, ours, "k");
        assertEquals(account.login(), exchanged.get("username"));
        assertEquals(account.login(), ownerOf((String) exchanged.get("api_key")));
        assertThat(server.process().output()).doesNotContain(ours, foreign);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "x",
                "{\"github_token\":1}",
                "{\"github_token\":\"\"}",
                "{\"github_token\":null}",
                "{\"GitHub_Token\":\"x\"}",
                "{\"github_token\":\"a\",\"gitlab_token\":\"b\"}"
            })
    void bodyWithoutATokenIs422InTheFormOfTheOriginal(String body) throws Exception {
        RawResponse answer = server.visitor().postJson("/api/auth/exchange", body);

        assertEquals(422, answer.status());
        assertThat(answer.text()).startsWith("{\"detail\":[{\"loc\":[\"body\",\"");
    }

    @Test
    void providerThatFailsIsToldApartFromATokenThatIsNone() throws Exception {
        String token = server.provider().tokenOf(somebody());
        server.provider().mood(ProviderMood.BROKEN);

        RawResponse answer = tryExchange("github_token", token);

        assertEquals(400, answer.status());
        assertEquals("{\"detail\":\"Failed to validate GitHub token: 500\"}", answer.text());
    }

    @Test
    void elevenExchangesAMinuteFromOneAddressAreTooMany() throws Exception {
        WebClient busy = server.visitor();
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    401, busy.postJson("/api/auth/exchange", "{\"github_token\":\"x\"}").status());
        }

        RawResponse answer = busy.postJson("/api/auth/exchange", "{\"github_token\":\"x\"}");

        assertEquals(429, answer.status());
        assertThat(answer.header("retry-after")).isPresent();
    }
}
