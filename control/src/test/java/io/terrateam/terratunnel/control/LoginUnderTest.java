package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.AdminNames;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyUse;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.login.LoginConfig;
import io.terrateam.terratunnel.control.login.Origin;
import io.terrateam.terratunnel.control.login.provider.ClientSecret;
import io.terrateam.terratunnel.control.login.provider.OAuthApp;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.session.SessionConfig;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.testkit.provider.TestProvider;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All pages and the API, on a real database, with a login provider that speaks real HTTP.
public final class LoginUnderTest implements AutoCloseable {
    private final DatabaseLocation location;
    private final AccountsUnderTest accounts;
    private final TestProvider provider = TestProvider.start("our-app", "our-secret");
    private final ProviderHttp http = new ProviderHttp();
    private final BackgroundWriter writer;
    private final WebApplication application;

    /// Opens a database that is empty.
    ///
    /// @param isLoginOn whether both providers are configured
    public LoginUnderTest(DatabaseLocation location, boolean isLoginOn) {
        this.location = location;
        this.accounts = new AccountsUnderTest(clock -> Database.open(location, clock));
        this.writer = BackgroundWriter.start(100, accounts.database()::transaction);
        this.application = ControlPlane.web(config(isLoginOn), shared());
    }

    private ControlConfig config(boolean isLoginOn) {
        LoginConfig login =
                new LoginConfig(
                        Optional.of(app(provider.gitHubApiUrl())),
                        Optional.of(app(URI.create(provider.url() + "/api/v4"))),
                        Optional.empty(),
                        List.of(Origin.parse("https://setup.example.com").orElseThrow()));
        return new ControlConfig(
                AccountsUnderTest.PUBLIC_URL,
                new TunnelUrls("https", "tunnel.example.com"),
                isLoginOn ? login : LoginConfig.OFF,
                SessionConfig.DEFAULT,
                new AdminNames(Map.of("github", List.of("root"))),
                Duration.ofDays(90),
                Duration.ofDays(30),
                Optional.empty());
    }

    private OAuthApp app(URI api) {
        return new OAuthApp("our-app", new ClientSecret("our-secret"), provider.url(), api);
    }

    private ControlPlane.Shared shared() {
        SecureRandom random = new SecureRandom();
        return new ControlPlane.Shared(
                location,
                accounts.database(),
                accounts.audit(),
                new Names(
                        accounts.database(),
                        new NameGenerator(random),
                        name -> false,
                        accounts.clock()),
                new Reservations(accounts.database(), accounts.clock()),
                new KeyCheck(
                        accounts.database(),
                        new KeyUse(accounts.database(), writer, accounts.clock()),
                        accounts.clock()),
                new AttemptLimit(AttemptLimit.BAD_KEYS, accounts.clock()),
                LiveTunnels.NONE,
                http,
                random,
                accounts.clock());
    }

    public WebApplication application() {
        return application;
    }

    public TestProvider provider() {
        return provider;
    }

    public AccountsUnderTest accounts() {
        return accounts;
    }

    @Override
    public void close() {
        writer.close();
        http.close();
        provider.close();
        accounts.close();
    }
}
