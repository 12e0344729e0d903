package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.ConfigurationException;
import io.terrateam.terratunnel.cli.config.ControlSettings;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.control.ControlConfig;
import io.terrateam.terratunnel.control.account.AdminNames;
import io.terrateam.terratunnel.control.login.LoginConfig;
import io.terrateam.terratunnel.control.login.Origin;
import io.terrateam.terratunnel.control.login.provider.ClientSecret;
import io.terrateam.terratunnel.control.login.provider.OAuthApp;
import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.session.SessionConfig;
import io.terrateam.terratunnel.control.session.SigningAlgorithm;
import io.terrateam.terratunnel.control.session.SigningSecret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns settings into the control plane's configuration.
final class ControlConfigs {
    private static final URI GITHUB_API = URI.create("https://api.github.com");

    private final Configuration values;
    private final List<String> faults = new ArrayList<>();

    private ControlConfigs(Configuration values) {
        this.values = values;
    }

    /// @param scheme how public URLs begin
    /// @param domain the server's own host, with its port where visitors need one
    /// @throws ConfigurationException with every fault that only shows in several settings together
    static ControlConfig of(Configuration values, String scheme, String domain) {
        return new ControlConfigs(values).read(scheme, domain);
    }

    private ControlConfig read(String scheme, String domain) {
        URI publicUrl =
                values.find(ControlSettings.PUBLIC_URL)
                        .orElseGet(() -> URI.create(scheme + "://" + domain));
        LoginConfig login =
                new LoginConfig(
                        github(),
                        gitlab(),
                        Optional.of(githubApi())
                                .filter(api ->
                                        values.get(ControlSettings.ALLOW_FOREIGN_GITHUB_TOKENS)),
                        values.get(ControlSettings.OAUTH_REDIRECT_ORIGINS));
        SessionConfig sessions = sessions();
        checkPublicUrl(publicUrl, login);
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
        return new ControlConfig(
                publicUrl,
                new TunnelUrls(scheme, domain),
                login,
                sessions,
                new AdminNames(
                        Map.of(
                                "github", values.get(ControlSettings.GITHUB_ADMIN_USERS),
                                "gitlab", values.get(ControlSettings.GITLAB_ADMIN_USERS))),
                Duration.ofDays(values.get(ControlSettings.AUDIT_RETENTION)),
                Duration.ofDays(values.get(ControlSettings.NAME_QUARANTINE)),
                values.find(ControlSettings.DATABASE_READER_URL));
    }

    private Optional<OAuthApp> github() {
        return app(
                ControlSettings.GITHUB_CLIENT_ID,
                ControlSettings.GITHUB_CLIENT_SECRET,
                values.get(ControlSettings.GITHUB_URL),
                githubApi());
    }

    private URI githubApi() {
        URI web = values.get(ControlSettings.GITHUB_URL);
        return values.find(ControlSettings.GITHUB_API_URL)
                .orElseGet(() ->
                        web.toString().equals(ControlSettings.GITHUB_URL.fallback())
                                ? GITHUB_API
                                : URI.create(web + "/api/v3"));
    }

    private Optional<OAuthApp> gitlab() {
        URI web = values.get(ControlSettings.GITLAB_URL);
        return app(
                ControlSettings.GITLAB_CLIENT_ID,
                ControlSettings.GITLAB_CLIENT_SECRET,
                web,
                URI.create(web + "/api/v4"));
    }

    private Optional<OAuthApp> app(Setting<String> id, Setting<String> secret, URI web, URI api) {
        Optional<String> clientId = values.find(id).map(String::strip);
        Optional<String> clientSecret = values.find(secret).map(String::strip);
        if (clientId.isPresent() != clientSecret.isPresent()) {
            faults.add(
                    (clientId.isPresent() ? secret : id).spelling()
                            + ": missing (expected: a text, since "
                            + (clientId.isPresent() ? id : secret).spelling()
                            + " is set)");
        }
        return clientId.flatMap(text ->
                clientSecret.map(hidden -> new OAuthApp(text, new ClientSecret(hidden), web, api)));
    }

    private SessionConfig sessions() {
        SigningAlgorithm algorithm =
                SigningAlgorithm.valueOf(values.get(ControlSettings.JWT_ALGORITHM));
        return new SessionConfig(
                values.find(ControlSettings.JWT_SECRET).flatMap(text -> secret(text, algorithm)),
                algorithm,
                Duration.ofHours(values.get(ControlSettings.JWT_EXPIRATION_HOURS)),
                values.get(ControlSettings.SESSION_IDLE_TIMEOUT));
    }

    private Optional<SigningSecret> secret(String text, SigningAlgorithm algorithm) {
        try {
            return Optional.of(SigningSecret.of(text, algorithm));
        } catch (IllegalArgumentException e) {
            faults.add(
                    ControlSettings.JWT_SECRET.spelling()
                            + ": [hidden] (expected: "
                            + e.getMessage()
                            + ". Without it, one is made and kept in the database)");
            return Optional.empty();
        }
    }

    /// Browsers keep session cookies from plain HTTP, other than on this machine.
    private void checkPublicUrl(URI publicUrl, LoginConfig login) {
        if (!login.isOn() && !values.isSet(ControlSettings.PUBLIC_URL)) {
            return;
        }
        Optional<Origin> origin = Origin.of(publicUrl);
        boolean isBare = origin.isPresent() && publicUrl.getRawPath().isEmpty();
        if (!isBare) {
            faults.add(
                    "--public-url: " + publicUrl + " (expected: scheme and host, without a path)");
            return;
        }
        boolean isSafe =
                publicUrl.getScheme().equals("https")
                        || origin.filter(Origin::isLoopback).isPresent()
                        || publicUrl.getHost().endsWith(".localhost");
        if (login.isOn() && !isSafe) {
            faults.add(
                    "--public-url: "
                            + publicUrl
                            + " (expected: https://… where people sign in; plain HTTP only works"
                            + " for localhost)");
        }
    }
}
