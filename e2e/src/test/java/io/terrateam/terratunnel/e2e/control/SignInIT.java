package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Signing in by GitHub and GitLab: what goes to the provider, what is believed of what comes back,
/// and where people are sent then.
@ExtendWith(SharedControl.class)
class SignInIT {
    private static final String STATE_UNKNOWN = "state-unknown";

    private static ControlServer server;

    @BeforeAll
    static void start(ControlServer shared) {
        server = shared;
    }

    private static Map<String, String> query(URI uri) {
        return Form.parse(uri.getRawQuery());
    }

    /// An answer that signs nobody in and does not send the browser back to try again.
    private static void assertRefused(WebClient visitor, RawResponse answer, String code)
            throws Exception {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 599);
        assertThat(answer.header("location")).isEmpty();
        assertThat(answer.text()).contains(code).doesNotContain("http-equiv");
        assertThat(visitor.cookies()).doesNotContainKey(WebClient.SESSION);
        assertThat(visitor.isSignedIn()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "github, /login/oauth/authorize, read:user user:email",
        "gitlab, /oauth/authorize, read_user"
    })
    void providerIsAskedForLittle_withPkceAndALongState(String provider, String path, String scope)
            throws Exception {
        URI page = server.visitor().beginSignIn("/auth/" + provider);

        assertThat(page.toString()).startsWith(server.provider().url() + path + "?");
        Map<String, String> asked = query(page);
        assertThat(asked)
                .containsEntry("client_id", ControlServer.CLIENT_ID)
                .containsEntry("response_type", "code")
                .containsEntry("scope", scope)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry(
                        "redirect_uri", ControlServer.ORIGIN + "/auth/" + provider + "/callback");
        // 256 bits in base64.
        assertThat(asked.get("state")).hasSizeGreaterThanOrEqualTo(43);
        assertThat(asked.get("code_challenge")).hasSize(43);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Host: evil.example.org",
                "Forwarded: for=192.0.2.1;host=evil.example.org;proto=http",
                "X-Forwarded-Proto: http",
                "X-Original-Host: evil.example.org",
                "X-Forwarded-Port: 8080",
                "X-Forwarded-Prefix: /evil",
                "Referer: https://evil.example.org/",
                "Origin: https://evil.example.org",
                "Host: tunnel.example.com:9999",
                "Host: TUNNEL.example.com"
            })
    void nothingThatAVisitorSaysChangesWhereTheProviderSendsBack(String field) throws Exception {
        RawResponse begun = server.visitor().get("/auth/github", field);

        assertThat(query(URI.create(WebClient.location(begun))))
                .containsEntry("redirect_uri", ControlServer.ORIGIN + "/auth/github/callback");
    }

    @Test
    void statesDiffer_andSoDoChallenges() throws Exception {
        Set<String> seen = new HashSet<>();
        WebClient visitor = server.visitor();
        for (int i = 0; i < 5; i++) {
            Map<String, String> asked = query(visitor.beginSignIn("/auth/github"));
            seen.add(asked.get("state"));
            seen.add(asked.get("code_challenge"));
            seen.add(visitor.cookies().get(WebClient.LOGIN));
        }
        assertThat(seen).hasSize(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void firstSignInMakesUserAndTunnel_andTheNextFindsThem(String provider) throws Exception {
        server.provider().account(ProviderAccount.of(2_000 + provider.charAt(3), "newcomer"));
        WebClient visitor = server.visitor();

        RawResponse first = visitor.signIn(provider);
        String name = visitor.tunnelName();
        visitor.signIn(provider);

        assertEquals("/", WebClient.location(first));
        assertThat(name).matches("[a-z]+-[a-z]+-[a-z]+");
        assertEquals(name, visitor.tunnelName());
        assertThat(visitor.get("/").text()).contains("newcomer");
    }

    @Test
    void sessionCookieIsForThisHostAndForNoScript() throws Exception {
        WebClient visitor = server.visitor();
        RawResponse begun = visitor.get("/auth/github");
        RawResponse ended = visitor.get(visitor.backFrom(URI.create(WebClient.location(begun))));

        assertThat(begun.headers("set-cookie"))
                .singleElement()
                .satisfies(cookie ->
                        assertThat(attributes(cookie))
                                .contains(
                                        "Secure",
                                        "HttpOnly",
                                        "SameSite=Lax",
                                        "Path=/",
                                        "Max-Age=600")
                                .noneMatch(it -> it.startsWith("Domain")));
        assertThat(ended.headers("set-cookie"))
                .filteredOn(cookie -> cookie.startsWith(WebClient.SESSION + "="))
                .singleElement()
                .satisfies(cookie ->
                        assertThat(attributes(cookie))
                                .contains(
                                        "Secure",
                                        "HttpOnly",
                                        "SameSite=Lax",
                                        "Path=/",
                                        "Max-Age=86400")
                                .noneMatch(it -> it.startsWith("Domain")));
        assertThat(ended.headers("set-cookie"))
                .anyMatch(cookie ->
                        cookie.startsWith(WebClient.LOGIN + "=;") && cookie.contains("Max-Age=0"));
    }

    private static List<String> attributes(String cookie) {
        return List.of(cookie.split("; ")).subList(1, cookie.split("; ").length);
    }

    @Test
    void callbackWorksOnce() throws Exception {
        WebClient visitor = server.visitor();
        String back = visitor.backFrom(visitor.beginSignIn("/auth/github"));
        String login = visitor.cookies().get(WebClient.LOGIN);
        assertEquals(302, visitor.get(back).status());

        WebClient again = server.visitor();
        again.cookies().put(WebClient.LOGIN, login);

        assertRefused(again, again.get(back), STATE_UNKNOWN);
    }

    @Test
    void callbackOfAnotherBrowserIsRefused() throws Exception {
        WebClient attacker = server.visitor();
        String back = attacker.backFrom(attacker.beginSignIn("/auth/github"));
        WebClient victim = server.visitor();
        assertRefused(victim, victim.get(back), "other-browser");

        // Whoever is refused can't be used by its own browser afterwards either.
        assertRefused(attacker, attacker.get(back), STATE_UNKNOWN);
    }

    @Test
    void callbackWithTheCookieOfAnotherSignInIsRefused() throws Exception {
        WebClient attacker = server.visitor();
        String back = attacker.backFrom(attacker.beginSignIn("/auth/github"));
        WebClient victim = server.visitor();
        victim.beginSignIn("/auth/github");

        assertRefused(victim, victim.get(back), "other-browser");
    }

    @Test
    void plantedSecondLoginCookieSignsNobodyIn() throws Exception {
        WebClient attacker = server.visitor();
        String back = attacker.backFrom(attacker.beginSignIn("/auth/github"));
        String planted = WebClient.LOGIN + "=" + attacker.cookies().get(WebClient.LOGIN);
        WebClient victim = server.visitor();
        victim.beginSignIn("/auth/github");

        assertRefused(victim, victim.get(back, "Cookie: " + planted), "other-browser");
    }

    @Test
    void callbackOfOneProviderDoesNotTakeTheOthersAnswer() throws Exception {
        WebClient visitor = server.visitor();
        String back = visitor.backFrom(visitor.beginSignIn("/auth/github"));

        RawResponse answer = visitor.get(back.replace("/auth/github/", "/auth/gitlab/"));

        assertRefused(visitor, answer, "other-provider");
    }

    @Test
    void answerInTheNameOfAnotherIssuerIsRefused() throws Exception {
        server.provider().mood(ProviderMood.OTHER_ISSUER);
        WebClient visitor = server.visitor();
        String back = visitor.backFrom(visitor.beginSignIn("/auth/github"));

        assertRefused(visitor, visitor.get(back), "other-provider");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?code=x",
                "?code=x&state=",
                "?code=x&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "?state=%00&code=x",
                "?code=x&state=' OR 1=1 --",
                "?error=access_denied",
                "?error=%3Cscript%3Ealert(1)%3C/script%3E&error_description=%3Cimg%20src%3Dx%3E"
            })
    void madeUpCallbackIsAnErrorPageThatShowsNothingOfIt(String query) throws Exception {
        WebClient visitor = server.visitor();
        visitor.beginSignIn("/auth/github");

        RawResponse answer = visitor.get("/auth/github/callback" + query.replace(" ", "%20"));

        assertRefused(visitor, answer, STATE_UNKNOWN);
        assertThat(answer.text()).doesNotContain("<script>alert", "<img", "OR 1=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?code=x&state=%ff%fe", "?code=%80&state=x", "?state=%2&code=x"})
    void callbackThatIsNoTextIsRefused(String query) throws Exception {
        WebClient visitor = server.visitor();
        visitor.beginSignIn("/auth/github");

        RawResponse answer = visitor.get("/auth/github/callback" + query);

        assertEquals(400, answer.status());
        assertThat(visitor.isSignedIn()).isFalse();
    }

    @Test
    void whoSaysNoAtTheProviderIsToldAndNotAskedAgain() throws Exception {
        server.provider().mood(ProviderMood.DENYING);
        WebClient visitor = server.visitor();

        RawResponse answer = visitor.get(visitor.backFrom(visitor.beginSignIn("/auth/gitlab")));

        assertEquals(403, answer.status());
        assertRefused(visitor, answer, "denied");
    }

    @ParameterizedTest
    @CsvSource({"BROKEN, 502", "GARBLED, 502", "REDIRECTING, 502", "ENDLESS, 502"})
    void providerThatFailsIsAnErrorPage(ProviderMood mood, int status) throws Exception {
        WebClient visitor = server.visitor();
        String back = visitor.backFrom(visitor.beginSignIn("/auth/github"));
        server.provider().mood(mood);

        RawResponse answer = visitor.get(back);

        assertEquals(status, answer.status());
        assertRefused(visitor, answer, "provider-down");
        assertThat(server.provider().requests()).noneMatch(it -> it.contains("/elsewhere"));
    }

    @Test
    void codeThatTheProviderDoesNotKnowIsRefused() throws Exception {
        WebClient visitor = server.visitor();
        String state = query(visitor.beginSignIn("/auth/github")).get("state");

        RawResponse answer = visitor.get("/auth/github/callback?code=stolen&state=" + state);

        assertRefused(visitor, answer, "not-accepted");
    }

    /// With the attacker's code in the victim's sign-in, PKCE stops it: the verifier is another.
    @Test
    void codeOfAnotherSignInIsRefused() throws Exception {
        WebClient attacker = server.visitor();
        String code =
                query(URI.create(attacker.backFrom(attacker.beginSignIn("/auth/github"))))
                        .get("code");
        WebClient victim = server.visitor();
        String state = query(victim.beginSignIn("/auth/github")).get("state");

        RawResponse answer = victim.get("/auth/github/callback?code=" + code + "&state=" + state);

        assertRefused(victim, answer, "not-accepted");
    }

    @ParameterizedTest
    @CsvSource({
        "/account, /account",
        "/tunnels/new?x=1, /tunnels/new?x=1",
        "'', /",
        "https://evil.example.org/, /",
        "//evil.example.org/, /",
        "///evil.example.org/, /",
        "/\\evil.example.org/, /",
        "\\\\evil.example.org/, /",
        "/%5Cevil.example.org, /%5Cevil.example.org",
        "/./\\evil.example.org, /",
        "/a/..//evil.example.org, /",
        "/..//evil.example.org, /",
        "http:evil.example.org, /",
        "http:/evil.example.org, /",
        "javascript:alert(1), /",
        "data:text/html;base64;PHNjcmlwdD4=, /",
        "https:tunnel.example.com, /",
        "@evil.example.org, /",
        "evil.example.org, /",
        "?redirect_uri=//evil.example.org, /",
        "/auth/logout, /",
        "/auth/github, /",
        "/auth/github/authorize?redirect_uri=http://localhost:1/, /",
        "https://tunnel.example.com.evil.example.org/, /",
        "https://app.tunnel.example.com/, /"
    })
    void afterSigningInPeopleAreAtAPageOfThisServer(String wanted, String reached)
            throws Exception {
        String start = "/auth/github?" + Form.write(Map.of("redirect_uri", wanted));
        WebClient visitor = server.visitor();

        RawResponse answer = visitor.get(visitor.backFrom(visitor.beginSignIn(start)));

        assertEquals(302, answer.status());
        assertEquals(reached, WebClient.location(answer));
        assertThat(visitor.isSignedIn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/\t/evil.example.org", "/\n/evil.example.org", "/\r\nSet-Cookie: a=b"})
    void controlCharactersInTheWayBackLeadHome(String wanted) throws Exception {
        String start = "/auth/github?" + Form.write(Map.of("redirect_uri", wanted));
        WebClient visitor = server.visitor();

        RawResponse answer = visitor.get(visitor.backFrom(visitor.beginSignIn(start)));

        assertEquals("/", WebClient.location(answer));
        assertThat(visitor.cookies()).doesNotContainKey("a");
    }

    @Test
    void wayBackThatIsMarkupIsTextOnTheLoginPage() throws Exception {
        String wanted = "/\"><script>alert(1)</script>";

        RawResponse page =
                server.visitor().get("/auth/login?" + Form.write(Map.of("redirect_uri", wanted)));

        assertEquals(200, page.status());
        assertThat(page.text()).doesNotContain("<script>alert");
    }

    @Test
    void elevenSignInsAMinuteFromOneAddressAreTooMany_andOthersGoOn() throws Exception {
        WebClient busy = server.visitor();
        for (int i = 0; i < 10; i++) {
            busy.beginSignIn(i % 2 == 0 ? "/auth/github" : "/auth/gitlab");
        }

        RawResponse eleventh = busy.get("/auth/github");

        assertEquals(429, eleventh.status());
        assertThat(Integer.parseInt(eleventh.header("retry-after").orElseThrow())).isBetween(1, 61);
        assertEquals(302, server.visitor().get("/auth/github").status());
    }

    @Test
    void codesStatesAndTokensOfTheProviderAreNeitherLoggedNorKept() throws Exception {
        WebClient visitor = server.visitor();
        URI page = visitor.beginSignIn("/auth/github");
        String back = visitor.backFrom(page);
        visitor.get(back);
        String session = visitor.cookies().get(WebClient.SESSION);

        List<String> secrets =
                List.of(
                        query(page).get("state"),
                        query(URI.create(back)).get("code") + "&",
                        server.provider().issuedTokens().getLast(),
                        session.substring(session.lastIndexOf('.') + 1));

        assertThat(server.process().output()).doesNotContain(secrets);
        for (String suffix : List.of("", "-wal")) {
            byte[] file =
                    Files.readAllBytes(server.database().resolveSibling("server.db" + suffix));
            assertThat(new String(file, StandardCharsets.ISO_8859_1)).doesNotContain(secrets);
        }
    }
}
