package io.terrateam.terratunnel.control.web.login;

import static io.terrateam.terratunnel.control.AccountsUnderTest.PUBLIC_URL;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.terrateam.terratunnel.control.LoginUnderTest;
import io.terrateam.terratunnel.control.apikey.KeyText;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.control.web.Field;
import io.terrateam.terratunnel.control.web.login.PageBrowser.Reply;
import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Routes where users agree that a program gets a key, on whatever engine is under them.
abstract class ApprovalRoutesContract {
    private static final String BACK = "http://127.0.0.1:50000/callback";
    private static final String WIZARD = "http://localhost:3000/probot/oauth-callback";

    @RegisterExtension final EmptyDatabase empty;
    private final CodeVerifier verifier = new CodeVerifier();
    private LoginUnderTest system;
    private PageBrowser browser;

    ApprovalRoutesContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        system = new LoginUnderTest(empty.location(), true);
        system.provider().account(ProviderAccount.of(7, "alice"));
        browser = browser();
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void commandLineGetsItsKey_afterTheUserAgreed() throws Exception {
        browser.signIn("github");
        Reply page = browser.get(cliPage());
        assertThat(page.body())
                .contains(
                        "The terratunnel command line asks for a key", "laptop", "127.0.0.1:50000");

        Reply back = agree(page);

        assertThat(back.status()).isEqualTo(303);
        assertThat(back.location()).startsWith(BACK + "?code=");
        Reply token = redeem(Form.parse(URI.create(back.location()).getRawQuery()).get("code"));
        assertThat(token.status()).isEqualTo(200);
        String key = json(token.body(), "api_key");
        assertThat(token.body())
                .contains("\"username\":\"alice\"", "\"provider\":\"github\"", "\"tunnel\":\"");
        assertThat(me(key).body()).contains("\"username\":\"alice\"", "\"avatar_url\":null");
        assertThat(activeKeys())
                .singleElement()
                .extracting(ApiKeyRow::name)
                .isEqualTo("terratunnel login on laptop");
    }

    @Test
    void whoIsNotSignedInDoesSoFirst() throws Exception {
        String page = cliPage();
        Reply first = browser.get(page);
        assertThat(first.location()).startsWith("/auth/login?redirect_uri=%2Fauth%2Fapprove");

        Reply end =
                browser.comeBack(
                        browser.get(
                                "/auth/github?"
                                        + first.location().substring("/auth/login?".length())));

        assertThat(end.location()).isEqualTo(page);
        assertThat(browser.get(end.location()).status()).isEqualTo(200);
    }

    @Test
    void formMayLeadBackToTheProgram_andNowhereElse() throws Exception {
        browser.signIn("github");

        String policy = browser.get(cliPage()).value("Content-Security-Policy").orElseThrow();

        assertThat(policy)
                .contains("form-action 'self' http://127.0.0.1:50000;", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
    }

    @Test
    void whoDeclinesIsSaidSo_andNothingIsMade() throws Exception {
        browser.signIn("github");
        Map<String, String> form = new LinkedHashMap<>(browser.get(cliPage()).hiddenFields());
        form.put("answer", "no");

        Reply back = browser.post("/auth/approve", form);

        assertThat(back.location()).startsWith(BACK + "?error=access_denied");
        assertThat(activeKeys()).isEmpty();
    }

    @Test
    void codeIsGoodOnce_andTooManyWrongOnesAreRefused() throws Exception {
        browser.signIn("github");
        String code = code(agree(browser.get(cliPage())));
        assertThat(redeem(code).status()).isEqualTo(200);

        assertThat(redeem(code).status()).isEqualTo(400);
        for (int i = 0; i < 19; i++) {
            redeem("x");
        }
        assertThat(redeem("x").status()).isEqualTo(429);
    }

    @Test
    void nobodyAgreesInSomebodysPlace() throws Exception {
        browser.signIn("github");
        Map<String, String> form = new LinkedHashMap<>(browser.get(cliPage()).hiddenFields());
        form.put("answer", "yes");
        String session =
                browser.cookies().entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .findFirst()
                        .orElseThrow();

        assertThat(postFrom("https://evil.tunnel.example.com", form, session)).isEqualTo(403);
        assertThat(postFrom("null", form, session)).isEqualTo(403);
        assertThat(postFrom("https://tunnel.example.com.evil.example", form, session))
                .isEqualTo(403);
        Map<String, String> withoutToken = new LinkedHashMap<>(form);
        withoutToken.remove("form_token");
        assertThat(postFrom(PUBLIC_URL.toString(), withoutToken, session)).isEqualTo(403);
        withoutToken.put("form_token", "guess");
        assertThat(postFrom(PUBLIC_URL.toString(), withoutToken, session)).isEqualTo(403);
        assertThat(activeKeys()).isEmpty();
        assertThat(postFrom(PUBLIC_URL.toString(), form, session)).isEqualTo(303);
    }

    private int postFrom(String origin, Map<String, String> form, String cookie) {
        return browser()
                .send(
                        "POST",
                        "/auth/approve",
                        "application/x-www-form-urlencoded",
                        Form.write(form),
                        new Field("origin", origin),
                        new Field("sec-fetch-site", "same-origin"),
                        new Field("cookie", cookie))
                .status();
    }

    @Test
    void otherTunnelsAreNotThere() throws Exception {
        system.provider().account(ProviderAccount.of(8, "bob"));
        browser().signIn("github");
        system.provider().account(ProviderAccount.of(7, "alice"));
        browser.signIn("github");
        long bobs =
                system.accounts()
                        .database()
                        .tunnels()
                        .listOf(system.accounts().accounts().list("bob", 0, 1).getFirst().id())
                        .getFirst()
                        .tunnel()
                        .id();
        Map<String, String> form = new LinkedHashMap<>(browser.get(cliPage()).hiddenFields());
        form.put("answer", "yes");
        form.put("tunnel_id", Long.toString(bobs));
        assertThat(browser.post("/auth/approve", form).status()).isEqualTo(404);
        form.put("tunnel_id", "1 OR 1=1");
        assertThat(browser.post("/auth/approve", form).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client=cli",
                "client=cli&redirect_uri=https://evil.example/",
                "client=cli&redirect_uri=http://127.0.0.1:1/",
                "client=setup&redirect_uri=https://evil.example/",
                "client=setup&redirect_uri=javascript:alert(1)",
                "redirect_uri=//evil.example"
            })
    void requestsThatMayNotBeGrantedAreNotAsked(String query) throws Exception {
        browser.signIn("github");

        Reply reply = browser.get("/auth/approve?" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.value("Location")).isEmpty();
        assertThat(reply.value("Content-Security-Policy").orElseThrow())
                .contains("form-action 'self';");
    }

    @Test
    void markupInNamesIsText() throws Exception {
        browser.signIn("github");

        Reply page = browser.get(cliPage().replace("laptop", "%3Cimg%20src%3Dx%3E%22%27"));

        assertThat(page.body()).doesNotContain("<img").contains("&lt;img");
    }

    @Test
    void setUpWizardGetsTheQueryThatItReads_inAWindowThatKeepsItsOpener() throws Exception {
        Reply start =
                browser.get(
                        "/auth/github/authorize?state=w1&redirect_uri="
                                + "http%3A%2F%2Flocalhost%3A3000%2Fprobot%2Foauth-callback");
        Reply in = browser.comeBack(start);
        Reply page = browser.get(in.location());
        Reply back = agree(page);

        assertThat(List.of(start, in, page, back))
                .allSatisfy(reply ->
                        assertThat(reply.values("Cross-Origin-Opener-Policy"))
                                .containsExactly("unsafe-none"));
        assertThat(page.body())
                .contains("The set-up wizard asks for a key", "http://localhost:3000");
        Map<String, String> query = Form.parse(URI.create(back.location()).getRawQuery());
        assertThat(back.location()).startsWith(WIZARD + "?");
        assertThat(query)
                .containsOnlyKeys(
                        "access_token",
                        "user_login",
                        "user_id",
                        "tunnel_id",
                        "tunnel_url",
                        "api_key",
                        "state")
                .containsEntry("state", "w1")
                .containsEntry("user_login", "alice")
                .containsEntry("user_id", "7");
        assertThat(system.provider().issuedTokens()).doesNotContain(query.get("access_token"));
        assertThat(me(query.get("api_key")).status()).isEqualTo(200);

        Reply exchanged =
                browser()
                        .postJson(
                                "/api/auth/exchange",
                                "{\"github_token\":\"" + query.get("access_token") + "\"}");
        assertThat(exchanged.status()).isEqualTo(200);
        assertThat(json(exchanged.body(), "tunnel_url"))
                .isEqualTo(query.get("tunnel_url").replace("https://", ""));
    }

    @Test
    void oneClickElsewhereGivesNothingAway() throws Exception {
        browser.signIn("github");

        Reply reply =
                browser.get(
                        "/auth/github/authorize?redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fx");

        assertThat(reply.location()).startsWith("/auth/approve?client=setup");
        assertThat(browser.get(reply.location()).status()).isEqualTo(200);
        assertThat(activeKeys()).isEmpty();
    }

    @Test
    void wizardOfAnotherProviderMeansAnotherAccount() throws Exception {
        browser.signIn("github");

        Reply reply =
                browser.get(
                        "/auth/gitlab/authorize?redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fx");

        assertThat(reply.location()).startsWith(system.provider().url().toString());
    }

    @Test
    void wizardMayRunWhereTheOperatorSays_andNowhereElse() {
        String path = "/auth/github/authorize?redirect_uri=";

        assertThat(browser.get(path + "https%3A%2F%2Fsetup.example.com%2Fcb").status())
                .isEqualTo(302);
        assertThat(browser.get(path + "https%3A%2F%2Fevil.example%2Fcb").status()).isEqualTo(400);
        assertThat(browser.get(path + "https%3A%2F%2Fx.setup.example.com%2Fcb").status())
                .isEqualTo(400);
        assertThat(browser.get("/auth/github/authorize").status()).isEqualTo(422);
    }

    @Test
    void wizardHearsThatItsUserDidNotSignIn() throws Exception {
        system.provider().mood(ProviderMood.DENYING);

        Reply back =
                browser.comeBack(
                        browser.get(
                                "/auth/github/authorize?state=w&redirect_uri="
                                        + "http%3A%2F%2Flocalhost%3A3000%2Fx%3Fa%3D1"));

        assertThat(back.location())
                .isEqualTo(
                        "http://localhost:3000/x?a=1&error=access_denied"
                                + "&error_description=You+did+not+sign+in.&state=w");
    }

    private String cliPage() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client", "cli");
        query.put("redirect_uri", BACK);
        query.put("state", "s");
        query.put(
                "code_challenge",
                CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
        query.put("code_challenge_method", "S256");
        query.put("name", "laptop");
        return "/auth/approve?" + Form.write(query);
    }

    /// Clicks on Agree, for the tunnel that is proposed.
    private Reply agree(Reply page) {
        Map<String, String> form = new LinkedHashMap<>(page.hiddenFields());
        form.put("answer", "yes");
        form.put(
                "tunnel_id",
                page.body().replaceAll("(?s).*<option value=\"(\\d+)\" selected.*", "$1"));
        return browser.post("/auth/approve", form);
    }

    private static String code(Reply back) {
        return Form.parse(URI.create(back.location()).getRawQuery()).get("code");
    }

    private Reply redeem(String code) {
        return browser()
                .send(
                        "POST",
                        "/api/auth/token",
                        "application/x-www-form-urlencoded",
                        Form.write(
                                new HashMap<>(
                                        Map.of(
                                                "grant_type",
                                                "authorization_code",
                                                "code",
                                                code,
                                                "code_verifier",
                                                verifier.getValue(),
                                                "redirect_uri",
                                                BACK))));
    }

    private Reply me(String key) {
        assertThat(KeyText.of(key).isMistyped()).isFalse();
        return browser().get("/api/auth/me", new Field("authorization", "bearer " + key));
    }

    private static String json(String body, String name) {
        return body.replaceAll(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    private List<ApiKeyRow> activeKeys() {
        return system.accounts().database().apiKeys().list().stream()
                .filter(ApiKeyRow::active)
                .toList();
    }

    private PageBrowser browser() {
        return new PageBrowser(system.application(), PUBLIC_URL.toString());
    }
}
