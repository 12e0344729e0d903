package io.terrateam.terratunnel.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.terrateam.terratunnel.cli.config.ConfigurationException;
import io.terrateam.terratunnel.cli.config.ConfigurationReader;
import io.terrateam.terratunnel.cli.config.EnvironmentLayer;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.control.ControlConfig;
import io.terrateam.terratunnel.control.login.Origin;
import io.terrateam.terratunnel.control.login.provider.OAuthApp;
import io.terrateam.terratunnel.control.session.SigningAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlConfigsTest {
    private static final String GOOD_SECRET = "kT9vQ2mX7rB4nL8wZ1cY5hG3jF6dS0pA-uE_iO";

    @Test
    void nothingSaid_nobodySignsIn() {
        assertThat(read(Map.of()))
                .isEqualTo(ControlConfig.at(URI.create("https://tunnel.example.com")));
    }

    @Test
    void variablesOfTheOriginalHold() {
        ControlConfig config =
                read(
                        Map.of(
                                "GITHUB_CLIENT_ID", "Iv1.abc",
                                "GITHUB_CLIENT_SECRET", "shh",
                                "JWT_SECRET", GOOD_SECRET,
                                "JWT_ALGORITHM", "HS256",
                                "JWT_EXPIRATION_HOURS", "48",
                                "TERRATUNNEL_GITHUB_ADMIN_USERS", "alice, id:12 ,bob"));

        OAuthApp github = config.login().github().orElseThrow();
        assertThat(github.clientId()).isEqualTo("Iv1.abc");
        assertThat(github.webUrl()).hasToString("https://github.com");
        assertThat(github.apiUrl()).hasToString("https://api.github.com");
        assertThat(config.login().gitlab()).isEmpty();
        assertThat(config.sessions().lifetime()).isEqualTo(Duration.ofDays(2));
        assertThat(config.sessions().algorithm()).isEqualTo(SigningAlgorithm.HS256);
        assertThat(config.admins().byProvider().get("github"))
                .containsExactly("alice", "id:12", "bob");
    }

    @Test
    void enterpriseServersHaveTheirApiBelowThem() {
        Map<String, String> said = github();
        said.put("TERRATUNNEL_GITHUB_URL", "https://git.example.com/");
        said.putAll(gitlab());
        said.put("TERRATUNNEL_GITLAB_URL", "https://example.com/gitlab");

        ControlConfig config = read(said);

        assertThat(config.login().github().orElseThrow().apiUrl())
                .hasToString("https://git.example.com/api/v3");
        assertThat(config.login().gitlab().orElseThrow().apiUrl())
                .hasToString("https://example.com/gitlab/api/v4");
    }

    @Test
    void redirectOriginsAreReadExactly() {
        Map<String, String> said =
                new HashMap<>(
                        Map.of(
                                "TERRATUNNEL_OAUTH_REDIRECT_ORIGINS",
                                "https://Setup.example.com, http://10.0.0.1:3000/"));

        assertThat(read(said).login().redirectOrigins())
                .containsExactly(
                        new Origin("https", "setup.example.com", 443),
                        new Origin("http", "10.0.0.1", 3_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://*.example.com",
                "https://example.com/callback",
                "https://user@example.com",
                "example.com",
                "javascript:alert(1)",
                "https://example.com?x",
                "null"
            })
    void redirectOriginsThatSayMoreOrLess_areRefused(String origin) {
        assertThat(faults(Map.of("TERRATUNNEL_OAUTH_REDIRECT_ORIGINS", origin)))
                .hasSize(1)
                .first()
                .asString()
                .contains("oauth-redirect-origins");
    }

    @ParameterizedTest
    @CsvSource({
        "change-me-in-production,                                           examples",
        "Change_Me_In_Production_Change_Me_In_Production,                   examples",
        "your-256-bit-secret,                                               examples",
        "a-string-secret-at-least-256-bits-long,                            examples",
        "my-super-secret-jwt-signing-key-for-production,                    examples",
        "aB3$xY7!qW9@,                                                      at least 32 bytes",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,                repeats",
        "abababababababababababababababababababababababab,                  repeats",
    })
    void knownShortAndSimpleSecretsAreRefused_withoutShowingThem(String secret, String why) {
        assertThat(faults(Map.of("JWT_SECRET", secret)))
                .singleElement()
                .asString()
                .startsWith("JWT_SECRET: [hidden]")
                .contains(why)
                .doesNotContain(secret);
    }

    @Test
    void longerHashesWantLongerSecrets() {
        assertThat(faults(Map.of("JWT_SECRET", GOOD_SECRET, "JWT_ALGORITHM", "HS512")))
                .singleElement()
                .asString()
                .contains("at least 64 bytes for HS512");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "RS256", "ES256", "HS1", ""})
    void onlyHmacSigns(String algorithm) {
        Map<String, String> said = Map.of("JWT_ALGORITHM", algorithm);
        if (algorithm.isEmpty()) {
            assertThat(read(said).sessions().algorithm()).isEqualTo(SigningAlgorithm.HS256);
        } else {
            assertThat(faults(said)).singleElement().asString().contains("HS256, HS384, HS512");
        }
    }

    @Test
    void halfAnAppIsAFault() {
        assertThat(faults(Map.of("GITLAB_CLIENT_ID", "x")))
                .containsExactly(
                        "GITLAB_CLIENT_SECRET: missing (expected: a text, since"
                                + " --gitlab-client-id is set)");
        assertThat(faults(Map.of("GITHUB_CLIENT_SECRET", "hidden-one")))
                .singleElement()
                .asString()
                .contains("--github-client-id: missing")
                .doesNotContain("hidden-one");
    }

    @ParameterizedTest
    @CsvSource({
        "https://tunnel.example.com,     true",
        "https://tunnel.example.com/,    true",
        "http://localhost:8000,          true",
        "http://127.0.0.1:8000,          true",
        "http://app.localhost:8000,      true",
        "http://tunnel.example.com,      false",
        "http://localhost.example.com,   false",
        "https://tunnel.example.com/app, false",
    })
    void peopleSignInOverTlsOrOnThisMachine(String url, boolean isFine) {
        Map<String, String> said = github();
        said.put("TERRATUNNEL_PUBLIC_URL", url);

        if (isFine) {
            assertThat(read(said).publicUrl().toString()).isEqualTo(url.replaceAll("/$", ""));
        } else {
            assertThat(faults(said)).singleElement().asString().contains("--public-url");
        }
    }

    @Test
    void secretsAreNoOptions() {
        assertThat(ServerSettings.ALL)
                .filteredOn(setting -> setting.isSecret())
                .isNotEmpty()
                .noneMatch(setting -> setting.isOption());
    }

    private static Map<String, String> github() {
        return new HashMap<>(Map.of("GITHUB_CLIENT_ID", "a", "GITHUB_CLIENT_SECRET", "b"));
    }

    private static Map<String, String> gitlab() {
        return new HashMap<>(Map.of("GITLAB_CLIENT_ID", "c", "GITLAB_CLIENT_SECRET", "d"));
    }

    private static List<String> faults(Map<String, String> environment) {
        return catchThrowableOfType(ConfigurationException.class, () -> read(environment)).faults();
    }

    private static ControlConfig read(Map<String, String> environment) {
        return ControlConfigs.of(
                new ConfigurationReader(List.of(new EnvironmentLayer(environment)))
                        .read(ServerSettings.ALL),
                "https",
                "tunnel.example.com");
    }
}
