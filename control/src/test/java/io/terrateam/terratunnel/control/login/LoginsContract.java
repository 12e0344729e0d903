package io.terrateam.terratunnel.control.login;

import static io.terrateam.terratunnel.control.AccountsUnderTest.PUBLIC_URL;
import static io.terrateam.terratunnel.control.AccountsUnderTest.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.AccountsUnderTest;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.login.provider.ClientSecret;
import io.terrateam.terratunnel.control.login.provider.OAuthApp;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.login.provider.Providers;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import io.terrateam.terratunnel.testkit.provider.TestProvider;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Signing in on whatever engine is under it.
abstract class LoginsContract {
    private static final LoginGoal HOME = LoginGoal.page("/");
    private static final SecureRandom RANDOM = new SecureRandom();

    @RegisterExtension final EmptyDatabase empty;
    private final TestProvider provider = TestProvider.start("our-app", "our-secret");
    private final ProviderHttp http = new ProviderHttp();
    private AccountsUnderTest system;
    private Logins logins;

    LoginsContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        system = new AccountsUnderTest(empty::open);
        logins = logins();
    }

    @AfterEach
    void close() {
        http.close();
        provider.close();
        system.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void whomTheProviderVouchesForIsIn(String id) throws Exception {
        provider.account(ProviderAccount.of(7, "alice"));

        LoginEnd end =
                logins.finish(
                        browser(id, LoginGoal.page("/tunnels/new")).visit().callback(), STRANGER);

        LoginEnd.In in = (LoginEnd.In) end;
        assertThat(in.user().username()).isEqualTo("alice");
        assertThat(in.user().provider()).isEqualTo(id);
        assertThat(in.isNew()).isTrue();
        assertThat(in.next()).isEqualTo("/tunnels/new");
        assertThat(system.audited()).containsExactly("login alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void wayBackIsMadeOfTheConfiguredUrl(String id) {
        assertThat(browser(id, HOME).sent())
                .containsEntry("redirect_uri", PUBLIC_URL + "/auth/" + id + "/callback");
    }

    @Test
    void everyStartHasAStateCookieAndChallengeOfItsOwn() {
        List<TestBrowser> browsers =
                IntStream.range(0, 5).mapToObj(i -> browser("github", HOME)).toList();

        assertThat(browsers).extracting(b -> b.sent().get("state")).doesNotHaveDuplicates();
        assertThat(browsers)
                .extracting(b -> b.sent().get("code_challenge"))
                .doesNotHaveDuplicates();
        assertThat(browsers).extracting(b -> b.callback().browser()).doesNotHaveDuplicates();
        assertThat(browsers).allSatisfy(b -> assertThat(b.sent().get("state")).hasSize(43));
    }

    @Test
    void stateIsGoodOnce() throws Exception {
        TestBrowser browser = browser("github", HOME).visit();
        logins.finish(browser.callback(), STRANGER);

        assertThat(logins.finish(browser.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.STATE_UNKNOWN));
    }

    @Test
    void stateIsGoneAfterAFailureToo() throws Exception {
        TestBrowser browser = browser("github", HOME).visit();
        assertThat(logins.finish(browser.with("code", "wrong").callback(), STRANGER))
                .isEqualTo(out(LoginProblem.NOT_ACCEPTED));

        assertThat(logins.finish(browser.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.STATE_UNKNOWN));
    }

    @Test
    void stateIsGoodForTenMinutes() throws Exception {
        TestBrowser inTime = browser("github", HOME).visit();
        TestBrowser late = browser("github", HOME).visit();

        system.passes(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(logins.finish(inTime.callback(), STRANGER)).isInstanceOf(LoginEnd.In.class);
        system.passes(Duration.ofSeconds(1));

        assertThat(logins.finish(late.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.STATE_UNKNOWN));
    }

    @Test
    void stateOfAnotherBrowserIsRefused_soThatNobodyIsSignedInAsSomebodyElse() throws Exception {
        TestBrowser attacker = browser("github", HOME).visit();
        TestBrowser victim = browser("github", HOME);

        assertThat(
                        logins.finish(
                                attacker.withCookie(victim.callback().browser()).callback(),
                                STRANGER))
                .isEqualTo(out(LoginProblem.OTHER_BROWSER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "' OR 1=1 --", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void browserHasToBringItsCookie(String cookie) throws Exception {
        TestBrowser browser =
                browser("github", HOME)
                        .visit()
                        .withCookie(Optional.of(cookie).filter(text -> !text.isEmpty()));

        assertThat(logins.finish(browser.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.OTHER_BROWSER));
    }

    @Test
    void answerOfAnotherProviderIsRefused() throws Exception {
        TestBrowser browser = browser("github", HOME).visit().at("gitlab");

        assertThat(logins.finish(browser.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.OTHER_PROVIDER));
        assertThat(provider.requests()).doesNotContain("POST /oauth/token");
    }

    @Test
    void issuerThatIsSomebodyElseIsRefused_aRightOneIsNot() throws Exception {
        provider.mood(ProviderMood.OTHER_ISSUER);
        TestBrowser wrong = browser("github", HOME).visit();
        assertThat(logins.finish(wrong.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.OTHER_PROVIDER));
        assertThat(provider.requests()).doesNotContain("POST /login/oauth/access_token");

        provider.mood(ProviderMood.FINE);
        TestBrowser right = browser("github", HOME).visit();
        right.with("iss", provider.url() + "/login/oauth");
        assertThat(logins.finish(right.callback(), STRANGER)).isInstanceOf(LoginEnd.In.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00"})
    void madeUpStatesAreRefused_andFillNoLog(String state) throws Exception {
        TestBrowser browser = browser("github", HOME).visit().with("state", state);

        assertThat(logins.finish(browser.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.STATE_UNKNOWN));
        assertThat(logins.finish(browser.without("state").callback(), STRANGER))
                .isEqualTo(out(LoginProblem.STATE_UNKNOWN));
        assertThat(system.audited()).isEmpty();
    }

    @Test
    void codeOfSomebodyElseIsRefused_sinceItsChallengeIsAnother() throws Exception {
        String stolen = browser("github", HOME).visit().callback().code().orElseThrow();
        TestBrowser attacker = browser("github", HOME).visit().with("code", stolen);

        assertThat(logins.finish(attacker.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.NOT_ACCEPTED));
    }

    @Test
    void whoDoesNotAgreeIsNotIn() throws Exception {
        provider.mood(ProviderMood.DENYING);

        assertThat(logins.finish(browser("gitlab", HOME).visit().callback(), STRANGER))
                .isEqualTo(out(LoginProblem.DENIED));
        assertThat(system.audited()).hasSize(1).first().asString().startsWith("login_failed");
    }

    @Test
    void callerHearsThatNothingCameOfIt() throws Exception {
        provider.mood(ProviderMood.DENYING);
        Caller wizard = new Caller(URI.create("http://localhost:3000/cb"), Optional.of("w"));
        TestBrowser browser = browser("github", new LoginGoal("/", Optional.of(wizard))).visit();

        LoginEnd.Out out = (LoginEnd.Out) logins.finish(browser.callback(), STRANGER);

        assertThat(out.caller()).contains(wizard);
    }

    @Test
    void answerWithoutCodeIsIncomplete() throws Exception {
        assertThat(
                        logins.finish(
                                browser("github", HOME).visit().without("code").callback(),
                                STRANGER))
                .isEqualTo(out(LoginProblem.INCOMPLETE));
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "GARBLED", "ENDLESS", "REDIRECTING"})
    void providerInTroubleLetsNobodyIn(ProviderMood mood) throws Exception {
        TestBrowser browser = browser("github", HOME).visit();
        provider.mood(mood);

        assertThat(logins.finish(browser.callback(), STRANGER))
                .isEqualTo(out(LoginProblem.PROVIDER_DOWN));
    }

    @Test
    void disabledUserIsNotLetIn() throws Exception {
        provider.account(ProviderAccount.of(7, "alice"));
        User alice =
                ((LoginEnd.In) logins.finish(browser("github", HOME).visit().callback(), STRANGER))
                        .user();
        system.accounts().setActive(alice.id(), false, new Actor(Optional.of(99L), "root", "", ""));

        assertThat(logins.finish(browser("github", HOME).visit().callback(), STRANGER))
                .isEqualTo(out(LoginProblem.DISABLED));
    }

    @Test
    void renamedAccountIsTheSame_aRecycledNameIsNot() throws Exception {
        provider.account(ProviderAccount.of(7, "alice"));
        long alice = signIn();
        provider.account(ProviderAccount.of(7, "alice-cooper"));
        assertThat(signIn()).isEqualTo(alice);
        provider.account(ProviderAccount.of(8, "alice"));
        assertThat(signIn()).isNotEqualTo(alice);
    }

    private long signIn() throws Exception {
        LoginEnd end = logins.finish(browser("github", HOME).visit().callback(), STRANGER);
        return ((LoginEnd.In) end).user().id();
    }

    @Test
    void unknownProvidersAreNotConfigured() {
        assertThat(logins.begin("google", HOME, peer("192.0.2.1")))
                .isInstanceOf(LoginStart.NotConfigured.class);
        assertThat(
                        logins.finish(
                                new Callback(
                                        "google",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                STRANGER))
                .isEqualTo(out(LoginProblem.STATE_UNKNOWN));
    }

    @Test
    void anAddressBeginsTenTimesAMinute() {
        for (int i = 0; i < Logins.STARTS_PER_MINUTE; i++) {
            assertThat(logins.begin("github", HOME, peer("192.0.2.1")))
                    .isInstanceOf(LoginStart.AtProvider.class);
        }

        assertThat(logins.begin("github", HOME, peer("192.0.2.1")))
                .isInstanceOf(LoginStart.TooMany.class);
        assertThat(logins.begin("github", HOME, peer("192.0.2.2")))
                .isInstanceOf(LoginStart.AtProvider.class);
        system.passes(Duration.ofMinutes(1));
        assertThat(logins.begin("github", HOME, peer("192.0.2.1")))
                .isInstanceOf(LoginStart.AtProvider.class);
    }

    @Test
    void beginningsAreBounded_theOldestGo() {
        LoginStates states = new LoginStates(system.database(), RANDOM, system.clock());
        LoginStates.Begun first = states.begin("github", HOME);
        LoginStates.Begun last = states.begin("github", HOME);

        system.database().oauthStates().keepNewest(1);

        assertThat(take(states, first)).isInstanceOf(LoginStates.Found.Wrong.class);
        assertThat(take(states, last)).isInstanceOf(LoginStates.Found.Right.class);
    }

    private static LoginStates.Found take(LoginStates states, LoginStates.Begun begun) {
        return states.take(
                "github",
                Optional.of(begun.state().reveal()),
                Optional.of(begun.browser().reveal()));
    }

    @Test
    void neitherStatesNorCookiesNorTokensAreInTheDatabase() throws Exception {
        TestBrowser done = browser("github", HOME).visit();
        logins.finish(done.callback(), STRANGER);
        TestBrowser open = browser("github", HOME).visit();

        String stored = empty.contents();

        assertThat(stored).contains("oauth_states");
        assertThat(stored)
                .doesNotContain(done.callback().state().orElseThrow())
                .doesNotContain(open.callback().state().orElseThrow())
                .doesNotContain(open.callback().browser().orElseThrow())
                .doesNotContain("our-secret")
                .doesNotContain(open.callback().code().orElseThrow());
        assertThat(provider.issuedTokens())
                .isNotEmpty()
                .allSatisfy(token -> assertThat(stored).doesNotContain(token));
    }

    private TestBrowser browser(String id, LoginGoal goal) {
        return new TestBrowser(
                id, logins.begin(id, goal, peer("10." + RANDOM.nextInt(256) + ".0.1")));
    }

    private static LoginEnd out(LoginProblem problem) {
        return new LoginEnd.Out(problem, Optional.empty());
    }

    private static InetAddress peer(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Logins logins() {
        OAuthApp gitHub =
                new OAuthApp(
                        "our-app",
                        new ClientSecret("our-secret"),
                        provider.url(),
                        provider.gitHubApiUrl());
        OAuthApp gitLab =
                new OAuthApp(
                        "our-app",
                        new ClientSecret("our-secret"),
                        provider.url(),
                        URI.create(provider.url() + "/api/v4"));
        return new Logins(
                Providers.of(Optional.of(gitHub), Optional.of(gitLab), http),
                new LoginStates(system.database(), RANDOM, system.clock()),
                system.accounts(),
                system.audit(),
                PUBLIC_URL,
                new AttemptLimit(Logins.STARTS_PER_MINUTE, system.clock()));
    }
}
