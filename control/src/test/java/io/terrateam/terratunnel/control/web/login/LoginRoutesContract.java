package io.terrateam.terratunnel.control.web.login;

import static io.terrateam.terratunnel.control.AccountsUnderTest.PUBLIC_URL;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.LoginUnderTest;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.control.web.Field;
import io.terrateam.terratunnel.control.web.login.PageBrowser.Reply;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Routes of signing in, on whatever engine is under them.
abstract class LoginRoutesContract {
    private static final String SESSION = "__Host-auth_token";
    private static final String LOGIN = "__Host-tt_login";

    @RegisterExtension final EmptyDatabase empty;
    private LoginUnderTest system;
    private PageBrowser browser;

    LoginRoutesContract(EmptyDatabase empty) {
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

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void signingInLeadsHome(String provider) throws Exception {
        Reply reply = browser.signIn(provider);

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.location()).isEqualTo("/");
        assertThat(browser.cookies()).containsOnlyKeys(SESSION);
        assertThat(browser.get("/").body()).contains("alice");
    }

    @Test
    void cookiesCanBeSetAndSeenByThisHostAlone() throws Exception {
        Reply start = browser.get("/auth/github");
        Reply end = browser.comeBack(start);

        assertThat(start.values("Set-Cookie"))
                .singleElement()
                .asString()
                .matches(
                        LOGIN
                                + "=[A-Za-z0-9_-]{43}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax;"
                                + " Secure");
        assertThat(end.values("Set-Cookie"))
                .hasSize(2)
                .anyMatch(cookie ->
                        cookie.matches(
                                SESSION
                                        + "=[^;]+; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax;"
                                        + " Secure"))
                .anyMatch(cookie -> cookie.startsWith(LOGIN + "=; Max-Age=0;"))
                .noneMatch(cookie -> cookie.contains("Domain"));
        assertThat(end.value("Cache-Control")).contains("no-store");
    }

    @Test
    void headersOfTheRequestDoNotSayWhereProvidersSendPeopleBackTo() {
        Reply start =
                browser.get(
                        "/auth/github",
                        new Field("host", "evil.example"),
                        new Field("x-forwarded-host", "evil.example"),
                        new Field("forwarded", "host=evil.example"),
                        new Field("referer", "https://evil.example/"));

        assertThat(start.location())
                .contains(
                        "redirect_uri=https%3A%2F%2Ftunnel.example.com%2Fauth%2Fgithub%2Fcallback")
                .doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "/%5Cevil.example",
                "%2F%2Fevil.example",
                "/%09/evil.example",
                "javascript:alert(1)"
            })
    void oneComesBackToThisServerOnly(String wanted) throws Exception {
        Reply end = browser.comeBack(browser.get("/auth/github?redirect_uri=" + wanted));

        assertThat(end.location()).isEqualTo("/");
    }

    @Test
    void oneComesBackToThePageThatOneWanted() throws Exception {
        Reply refused = browser.get("/tunnels/new");
        assertThat(refused.location()).isEqualTo("/auth/login?redirect_uri=%2Ftunnels%2Fnew");
        String page = browser.get(refused.location()).body();
        assertThat(page).contains("/auth/github?redirect_uri=%2Ftunnels%2Fnew");

        Reply end = browser.comeBack(browser.get("/auth/github?redirect_uri=%2Ftunnels%2Fnew"));

        assertThat(end.location()).isEqualTo("/tunnels/new");
    }

    @Test
    void signingInAgainEndsTheSessionBefore() throws Exception {
        browser.signIn("github");
        String before = browser.cookies().get(SESSION);
        browser.signIn("github");
        String after = browser.cookies().get(SESSION);

        assertThat(after).isNotEqualTo(before);
        assertThat(me(before).status()).isEqualTo(401);
        assertThat(me(after).status()).isEqualTo(200);
    }

    @Test
    void sessionThatAnotherPlantedIsNotGoneOnWith() throws Exception {
        browser.cookies().put(SESSION, "planted");
        browser.signIn("github");

        assertThat(browser.cookies().get(SESSION)).isNotEqualTo("planted");
    }

    @Test
    void plantedCookieBesideTheRealOneSignsNobodyIn() throws Exception {
        browser.signIn("github");
        String real = browser.cookies().get(SESSION);
        PageBrowser tossed = browser();

        Reply reply =
                tossed.get(
                        "/account",
                        new Field("cookie", SESSION + "=" + real + "; " + SESSION + "=" + real));

        assertThat(reply.location()).startsWith("/auth/login");
        assertThat(tossed.get("/account", new Field("cookie", "auth_token=" + real)).location())
                .as("name without prefix")
                .startsWith("/auth/login");
    }

    @Test
    void signingOutTakesAPost_andEndsTheSession() throws Exception {
        browser.signIn("github");
        String token = browser.cookies().get(SESSION);
        Reply page = browser.get("/auth/logout");
        assertThat(page.status()).isEqualTo(200);
        assertThat(me(token).status()).isEqualTo(200);

        browser.post("/auth/logout", page.hiddenFields());

        assertThat(browser.cookies()).isEmpty();
        assertThat(me(token).status()).isEqualTo(401);
    }

    @Test
    void disabledUserIsOutAtOnce_andDoesNotComeInAgain() throws Exception {
        browser.signIn("github");
        User alice = system.accounts().accounts().list("alice", 0, 1).getFirst();
        system.accounts()
                .accounts()
                .setActive(alice.id(), false, new Actor(Optional.of(99L), "root", "", ""));

        assertThat(browser.get("/account").location()).startsWith("/auth/login");
        Reply again = browser.signIn("github");
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.body()).contains("Your account is disabled", "account-disabled");
        assertThat(browser.cookies()).doesNotContainKey(LOGIN);
    }

    @Test
    void problemIsAPage_notAnotherStart() throws Exception {
        system.provider().mood(ProviderMood.DENYING);

        Reply denied = browser.signIn("github");

        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.body()).contains("You did not sign in", "denied");
        assertThat(denied.value("Location")).isEmpty();
        assertThat(browser.get("/auth/github/callback?code=x&state=" + "A".repeat(43)).status())
                .isEqualTo(400);
        assertThat(browser.get("/auth/github/callback").status()).isEqualTo(400);
    }

    @Test
    void textOfTheProviderIsNotOnThePage() {
        Reply reply =
                browser.get(
                        "/auth/github/callback?error=%3Cscript%3E&error_description="
                                + "%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=x");

        assertThat(reply.body()).doesNotContain("<script>").doesNotContain("alert(1)");
    }

    @Test
    void stateOfAnotherBrowserSignsNobodyIn() throws Exception {
        Reply attackers = browser.get("/auth/github");
        PageBrowser victim = browser();
        victim.get("/auth/github");
        Reply reply = victim.comeBack(attackers);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("other-browser");
        assertThat(victim.cookies()).doesNotContainKey(SESSION);
    }

    @Test
    void anAddressBeginsTenTimesAMinute() throws Exception {
        PageBrowser eager = browser().from(InetAddress.getByName("192.0.2.9"));
        for (int i = 0; i < 10; i++) {
            assertThat(eager.get("/auth/github").status()).isEqualTo(302);
        }

        Reply refused = eager.get("/auth/github");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.value("Retry-After")).isPresent();
        system.accounts().passes(Duration.ofMinutes(1));
        assertThat(eager.get("/auth/github").status()).isEqualTo(302);
    }

    @Test
    void adminIsWhoIsConfigured() throws Exception {
        system.provider().account(ProviderAccount.of(1, "root"));
        browser.signIn("github");
        User root = system.accounts().accounts("root").list("root", 0, 1).getFirst();

        assertThat(root.admin()).isTrue();
    }

    @Test
    void programsAskWhoTheyAre() throws Exception {
        browser.signIn("github");

        Reply me = me(browser.cookies().get(SESSION));

        assertThat(me.body())
                .contains(
                        "\"username\":\"alice\"",
                        "\"email\":\"alice@example.com\"",
                        "\"avatar_url\":\"https://avatars.example/u/7\"",
                        "\"provider\":\"github\"");
        assertThat(browser().get("/auth/me").status()).isEqualTo(401);
        assertThat(browser().get("/auth/me").body())
                .isEqualTo("{\"detail\":\"Missing or invalid authorization header\"}");
    }

    @Test
    void keysThatMayNotReadAreNotToldWhoTheyAre() throws Exception {
        browser.signIn("github");
        User alice = system.accounts().accounts().list("alice", 0, 1).getFirst();
        long tunnel = system.accounts().tunnels().list(alice.id()).getFirst().tunnel().id();

        assertThat(meByKey(tunnel, Set.of(Scope.READ)).status()).isEqualTo(200);
        assertThat(meByKey(tunnel, Set.of(Scope.CONNECT)).status()).isEqualTo(403);
        assertThat(browser().get("/api/auth/me").status()).isEqualTo(403);
        assertThat(
                        browser()
                                .get(
                                        "/api/auth/me",
                                        new Field("authorization", "Bearer " + "x".repeat(43)))
                                .status())
                .isEqualTo(401);
    }

    private Reply meByKey(long tunnel, Set<Scope> scopes) {
        String key =
                system.accounts()
                        .keys()
                        .rotate(
                                tunnel,
                                new KeyRequest(Optional.of("k"), scopes, Optional.empty()),
                                Actor.OPERATOR)
                        .orElseThrow()
                        .text()
                        .reveal();
        return browser().get("/api/auth/me", new Field("authorization", "Bearer " + key));
    }

    @Test
    void cookieAloneIsNoBearer_norABearerACookie() throws Exception {
        browser.signIn("github");

        assertThat(browser.get("/auth/me").status()).isEqualTo(401);
        assertThat(
                        browser()
                                .get(
                                        "/account",
                                        new Field(
                                                "authorization",
                                                "Bearer " + browser.cookies().get(SESSION)))
                                .location())
                .startsWith("/auth/login");
    }

    @Test
    void withoutProvidersNobodySignsIn() {
        try (LoginUnderTest bare = new LoginUnderTest(empty.location(), false)) {
            PageBrowser visitor = new PageBrowser(bare.application(), PUBLIC_URL.toString());

            assertThat(visitor.get("/auth/login").status()).isEqualTo(503);
            assertThat(visitor.get("/auth/login").body()).contains("OAuth not configured");
            assertThat(visitor.get("/auth/github").status()).isEqualTo(503);
            assertThat(visitor.get("/auth/github").body()).contains("GitHub OAuth not configured");
            assertThat(visitor.get("/auth/gitlab").body()).contains("GitLab OAuth not configured");
            assertThat(visitor.postJson("/api/auth/exchange", "{\"github_token\":\"x\"}").status())
                    .isEqualTo(503);
        }
    }

    private Reply me(String token) {
        return browser().get("/auth/me", new Field("authorization", "Bearer " + token));
    }

    private PageBrowser browser() {
        return new PageBrowser(system.application(), PUBLIC_URL.toString());
    }
}
