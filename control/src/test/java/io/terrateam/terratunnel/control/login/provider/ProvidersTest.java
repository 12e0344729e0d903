package io.terrateam.terratunnel.control.login.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import io.terrateam.terratunnel.testkit.provider.TestProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
    private static final URI BACK = URI.create("http://localhost:18500/auth/x/callback");
    private static final ProviderAccount ALICE = ProviderAccount.of(7, "alice");

    private final TestProvider provider = TestProvider.start("our-app", "our-secret");
    private final ProviderHttp http = new ProviderHttp(Duration.ofSeconds(2));
    private final CodeVerifier verifier = new CodeVerifier();

    @AfterEach
    void stop() {
        http.close();
        provider.close();
    }

    @Test
    void gitHubVouchesWithItsPrimaryVerifiedAddress() throws Exception {
        provider.account(ALICE);
        IdentityProvider gitHub = provider("github");

        Identity identity = gitHub.redeem(code(gitHub), verifier, BACK);

        assertThat(identity.provider()).isEqualTo("github");
        assertThat(identity.providerUserId()).isEqualTo("7");
        assertThat(identity.username()).isEqualTo("alice");
        assertThat(identity.email()).contains("alice@example.com");
        assertThat(identity.name()).contains("The alice");
        assertThat(identity.avatarUrl()).contains("https://avatars.example/u/7");
    }

    @Test
    void gitLabVouches() throws Exception {
        provider.account(ALICE);
        IdentityProvider gitLab = provider("gitlab");

        Identity identity = gitLab.redeem(code(gitLab), verifier, BACK);

        assertThat(identity.provider()).isEqualTo("gitlab");
        assertThat(identity.providerUserId()).isEqualTo("7");
        assertThat(identity.username()).isEqualTo("alice");
    }

    @Test
    void scopesAreThoseOfTheOriginal() {
        assertThat(query(provider("github"))).containsEntry("scope", "read:user user:email");
        assertThat(query(provider("gitlab"))).containsEntry("scope", "read_user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void challengeGoesOut_theVerifierDoesNot(String id) {
        assertThat(query(provider(id)))
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("state", "the-state")
                .containsEntry("redirect_uri", BACK.toString())
                .doesNotContainValue(verifier.getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void codesAreGoodOnce(String id) throws Exception {
        IdentityProvider tested = provider(id);
        String code = code(tested);
        tested.redeem(code, verifier, BACK);

        assertThat(failure(() -> tested.redeem(code, verifier, BACK)))
                .isEqualTo(ProviderException.Kind.NOT_ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void codesOfAnotherBrowserAreWorthless(String id) {
        IdentityProvider tested = provider(id);

        assertThat(failure(() -> tested.redeem(code(tested), new CodeVerifier(), BACK)))
                .isEqualTo(ProviderException.Kind.NOT_ACCEPTED);
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void trouble_isAFailureInTime_thatNamesNoToken(
            String id, ProviderMood mood, ProviderException.Kind kind) throws Exception {
        IdentityProvider tested = provider(id);
        String code = code(tested);
        provider.mood(mood);
        long began = System.nanoTime();

        ProviderException failure =
                catchThrowableOfType(
                        ProviderException.class, () -> tested.redeem(code, verifier, BACK));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        assertThat(failure.getMessage()).doesNotContain(code).doesNotContain("our-secret");
    }

    static Stream<Arguments> trouble() {
        return Stream.of("github", "gitlab")
                .flatMap(id ->
                        Stream.of(
                                trouble(id, ProviderMood.BROKEN, ProviderException.Kind.ODD_ANSWER),
                                trouble(
                                        id,
                                        ProviderMood.GARBLED,
                                        ProviderException.Kind.ODD_ANSWER),
                                trouble(
                                        id,
                                        ProviderMood.REDIRECTING,
                                        ProviderException.Kind.ODD_ANSWER),
                                trouble(
                                        id,
                                        ProviderMood.SILENT,
                                        ProviderException.Kind.UNREACHABLE),
                                trouble(
                                        id,
                                        ProviderMood.ENDLESS,
                                        ProviderException.Kind.UNREACHABLE)));
    }

    private static Arguments trouble(String id, ProviderMood mood, ProviderException.Kind kind) {
        return Arguments.of(id, mood, kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void noProviderThere_isUnreachable(String id) throws Exception {
        IdentityProvider tested = provider(id);
        String code = code(tested);
        provider.close();

        assertThat(failure(() -> tested.redeem(code, verifier, BACK)))
                .isEqualTo(ProviderException.Kind.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void tokensOfOurAppAreTaken_thoseOfOthersAreNot(String id) throws Exception {
        IdentityProvider tested = provider(id);
        ProviderToken ours = new ProviderToken(provider.tokenOf(ALICE));
        ProviderToken foreign = new ProviderToken(provider.foreignTokenOf(ALICE));
        ProviderToken unknown = new ProviderToken("gho_nobody");

        assertThat(tested.ownerOfOurToken(ours).providerUserId()).isEqualTo("7");
        assertThat(failure(() -> tested.ownerOfOurToken(foreign)))
                .isEqualTo(ProviderException.Kind.NOT_ACCEPTED);
        assertThat(failure(() -> tested.ownerOfOurToken(unknown)))
                .isEqualTo(ProviderException.Kind.NOT_ACCEPTED);
    }

    @Test
    void foreignTokensTellTheirOwner_whereThatIsAskedFor() throws Exception {
        ProviderToken foreign = new ProviderToken(provider.foreignTokenOf(ALICE));

        assertThat(GitHub.ofAnyApp(http, provider.gitHubApiUrl(), foreign).username())
                .isEqualTo("alice");
    }

    @Test
    void namesOfStrangersAreMadeHarmless() throws Exception {
        provider.account(new ProviderAccount(8, "bob", "Bob\u202e\u0007<script>", "b@example.com"));
        IdentityProvider gitHub = provider("github");

        assertThat(gitHub.redeem(code(gitHub), verifier, BACK).name().orElseThrow())
                .startsWith("Bob<script>")
                .doesNotContain("\u202e", "\u0007");
    }

    @Test
    void secretsAndTokensDoNotPrint() {
        OAuthApp app =
                new OAuthApp("id", new ClientSecret("s3cr3t"), provider.url(), provider.url());

        assertThat(app.toString()).doesNotContain("s3cr3t");
        assertThat(new ProviderToken("t0k3n").toString()).doesNotContain("t0k3n");
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static ProviderException.Kind failure(Attempt attempt) {
        return catchThrowableOfType(ProviderException.class, attempt::run).kind();
    }

    private IdentityProvider provider(String id) {
        return id.equals("github")
                ? new GitHub(
                        new OAuthApp(
                                "our-app",
                                new ClientSecret("our-secret"),
                                provider.url(),
                                provider.gitHubApiUrl()),
                        http)
                : new GitLab(
                        new OAuthApp(
                                "our-app",
                                new ClientSecret("our-secret"),
                                provider.url(),
                                URI.create(provider.url() + "/api/v4")),
                        http);
    }

    private Map<String, String> query(IdentityProvider tested) {
        URI uri = tested.authorizationUri(new LoginRequest("the-state", verifier, BACK));
        return Form.parse(uri.getRawQuery());
    }

    /// Goes where a browser would and comes back with the code.
    private String code(IdentityProvider tested) throws Exception {
        URI uri = tested.authorizationUri(new LoginRequest("the-state", verifier, BACK));
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<Void> answer =
                    browser.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.discarding());
            String location = answer.headers().firstValue("Location").orElseThrow();
            Map<String, String> back = Form.parse(URI.create(location).getRawQuery());
            assertThat(back).containsEntry("state", "the-state");
            return back.get("code");
        }
    }
}
