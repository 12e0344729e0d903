package io.terrateam.terratunnel.control.login.handover;

import static io.terrateam.terratunnel.control.AccountsUnderTest.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.AccountsUnderTest;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.login.handover.TokenExchange.Result;
import io.terrateam.terratunnel.control.login.provider.ClientSecret;
import io.terrateam.terratunnel.control.login.provider.OAuthApp;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.login.provider.Providers;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import io.terrateam.terratunnel.testkit.provider.TestProvider;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens for keys on whatever engine is under them.
abstract class TokenExchangeContract {
    private static final ProviderAccount ALICE = ProviderAccount.of(7, "alice");

    @RegisterExtension final EmptyDatabase empty;
    private final TestProvider provider = TestProvider.start("our-app", "our-secret");
    private final ProviderHttp http = new ProviderHttp();
    private AccountsUnderTest system;
    private HandoverCodes codes;
    private TokenExchange exchange;

    TokenExchangeContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        system = new AccountsUnderTest(empty::open);
        codes = new HandoverCodes(system.database(), new SecureRandom(), system.clock());
        exchange = exchange(Optional.empty());
    }

    @AfterEach
    void close() {
        http.close();
        provider.close();
        system.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void ownTokenGivesAKeyOfTheUsersTunnel(String id) {
        Result.Key first = (Result.Key) exchange(id, provider.tokenOf(ALICE));
        Result.Key second = (Result.Key) exchange(id, provider.tokenOf(ALICE));

        assertThat(first.user().username()).isEqualTo("alice");
        assertThat(first.user().provider()).isEqualTo(id);
        assertThat(second.tunnel()).isEqualTo(first.tunnel());
        assertThat(
                        system
                                .database()
                                .apiKeys()
                                .listOfTunnel(first.tunnel().tunnel().id())
                                .stream()
                                .filter(ApiKeyRow::active)
                                .toList())
                .as("the key before has ended")
                .extracting(ApiKeyRow::id)
                .containsExactly(second.key().row().id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab"})
    void tokensOfOtherAppsAreNotTaken_soThatTheyCantSignInHere(String id) {
        assertThat(exchange(id, provider.foreignTokenOf(ALICE)))
                .isInstanceOf(Result.NotAccepted.class);
        assertThat(system.accounts().count("")).isZero();
    }

    @Test
    void foreignTokensOfGitHubAreTakenWhereTheOperatorSaysSo_ofGitLabNever() {
        exchange = exchange(Optional.of(provider.gitHubApiUrl()));

        assertThat(exchange("github", provider.foreignTokenOf(ALICE)))
                .isInstanceOf(Result.Key.class);
        assertThat(exchange("gitlab", provider.foreignTokenOf(ALICE)))
                .isInstanceOf(Result.NotAccepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "gho_nobody", "a b", "x\r\nX-Evil: 1", "\u0000", "é", "' OR 1=1 --"})
    void whatIsNoTokenIsNotAccepted(String token) {
        assertThat(exchange("github", token)).isInstanceOf(Result.NotAccepted.class);
    }

    @Test
    void providerInTroubleIsSaidSo() {
        String token = provider.tokenOf(ALICE);
        provider.mood(ProviderMood.BROKEN);
        assertThat(exchange("github", token)).isEqualTo(new Result.ProviderFailed(500));

        provider.close();
        assertThat(exchange("github", token)).isEqualTo(new Result.ProviderFailed(0));
    }

    @Test
    void disabledUserGetsNothing() {
        User alice = ((Result.Key) exchange("github", provider.tokenOf(ALICE))).user();
        String code = codes.forIdentity(alice.id()).reveal();
        system.accounts().setActive(alice.id(), false, new Actor(Optional.of(99L), "root", "", ""));

        assertThat(exchange("github", provider.tokenOf(ALICE))).isInstanceOf(Result.Disabled.class);
        assertThat(exchange("github", code)).isInstanceOf(Result.Disabled.class);
    }

    @Test
    void codeThatTheWizardGotWorksOnce() {
        User alice = ((Result.Key) exchange("github", provider.tokenOf(ALICE))).user();
        String code = codes.forIdentity(alice.id()).reveal();

        assertThat(((Result.Key) exchange("github", code)).user()).isEqualTo(alice);
        assertThat(exchange("github", code)).isInstanceOf(Result.NotAccepted.class);
    }

    @Test
    void codeOfTheWizardIsGoodForTenMinutes() {
        User alice = ((Result.Key) exchange("github", provider.tokenOf(ALICE))).user();
        String code = codes.forIdentity(alice.id()).reveal();

        system.passes(Duration.ofMinutes(10));

        assertThat(exchange("github", code)).isInstanceOf(Result.NotAccepted.class);
    }

    @Test
    void withoutAppsNoTokensAreTaken() {
        exchange =
                new TokenExchange(
                        new TokenOwners(
                                Providers.of(Optional.empty(), Optional.empty(), http),
                                Optional.empty(),
                                http),
                        codes,
                        system.accounts(),
                        system.tunnels(),
                        system.keys(),
                        system.audit());

        assertThat(exchange("github", provider.tokenOf(ALICE)))
                .isInstanceOf(Result.NotConfigured.class);
    }

    private Result exchange(String id, String token) {
        return exchange.exchange(id, token, KeyRequest.PLAIN, STRANGER);
    }

    private TokenExchange exchange(Optional<URI> foreign) {
        Providers providers =
                Providers.of(
                        Optional.of(app(provider.gitHubApiUrl())),
                        Optional.of(app(URI.create(provider.url() + "/api/v4"))),
                        http);
        return new TokenExchange(
                new TokenOwners(providers, foreign, http),
                codes,
                system.accounts(),
                system.tunnels(),
                system.keys(),
                system.audit());
    }

    private OAuthApp app(URI api) {
        return new OAuthApp("our-app", new ClientSecret("our-secret"), provider.url(), api);
    }
}
