package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.TestProvider;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody signs in, gets a key with `terratunnel login`, and a client serves their tunnel with
/// it: all with the built program, and a provider that speaks real HTTP.
class LoginIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

    @TempDir private Path directory;
    private TestProvider provider;
    private TestOrigin origin;
    private ProcessUnderTest server;
    private HttpClient browser;
    private int port;

    @BeforeEach
    void start() throws Exception {
        provider = TestProvider.start("our-app", "our-secret");
        provider.account(ProviderAccount.of(7, "alice"));
        origin = TestOrigin.start();
        port = TerratunnelProgram.freePort();
        server =
                TerratunnelProgram.run(
                        "server",
                        List.of(
                                "server",
                                "--host",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--domain",
                                "localhost:" + port,
                                "--db-path",
                                directory.resolve("t.db").toString(),
                                "--log-level",
                                "DEBUG"),
                        Map.of(
                                "GITHUB_CLIENT_ID",
                                "our-app",
                                "GITHUB_CLIENT_SECRET",
                                "our-secret",
                                "TERRATUNNEL_GITHUB_URL",
                                provider.url().toString(),
                                "TERRATUNNEL_GITHUB_API_URL",
                                provider.gitHubApiUrl().toString()),
                        directory);
        server.awaitLine("Listening on", PATIENCE);
        browser =
                HttpClient.newBuilder()
                        .cookieHandler(new Cookies())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
        server.close();
        origin.close();
        provider.close();
    }

    @Test
    void signInThenLoginThenClient_withoutPastingAnything() throws Exception {
        HttpResponse<String> home = get("http://localhost:" + port + "/auth/github");
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.body()).contains("alice");

        ProcessUnderTest login = command("login", "--no-browser", "--server-url", serverUrl());
        String page = login.awaitLine("(http://\\S+/auth/approve\\S+)", PATIENCE).group(1);
        HttpResponse<String> ended = agree(get(page));
        assertThat(ended.body()).contains("You are logged in");
        assertThat(login.awaitExit(PATIENCE)).hasValue(0);
        Matcher name = Pattern.compile("for the tunnel ([a-z0-9-]+)\\.").matcher(login.output());
        assertThat(name.find()).isTrue();

        try (ProcessUnderTest client =
                command("client", "--server-url", serverUrl(), "--local-endpoint", origin.url())) {
            client.awaitLine("Ready", PATIENCE);
            assertThat(visit(name.group(1))).isEqualTo(200);
        }
        assertThat(server.output()).doesNotContain(codeOf(ended)).doesNotContain(keyThatWasKept());
        assertThat(provider.issuedTokens())
                .isNotEmpty()
                .allSatisfy(token -> assertThat(server.output()).doesNotContain(token));
        assertThat(login.output()).doesNotContain(keyThatWasKept());
    }

    @Test
    void knownSecretIsRefusedAtTheStart() throws Exception {
        try (ProcessUnderTest refused =
                TerratunnelProgram.run(
                        "refused",
                        List.of("server", "--port", "0"),
                        Map.of("JWT_SECRET", "change-me-in-production"),
                        directory)) {
            assertThat(refused.awaitExit(PATIENCE)).hasValue(2);
            assertThat(refused.output())
                    .contains("JWT_SECRET: [hidden]", "stands in examples")
                    .doesNotContain("change-me-in-production");
        }
    }

    /// Cookies as browsers send them; Java's own writes them in a form of its own.
    private static final class Cookies extends CookieHandler {
        private final Map<String, Map<String, String>> byHost = new ConcurrentHashMap<>();

        @Override
        public Map<String, List<String>> get(URI uri, Map<String, List<String>> fields) {
            String all =
                    byHost.getOrDefault(uri.getAuthority(), Map.of()).entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; "));
            return all.isEmpty() ? Map.of() : Map.of("Cookie", List.of(all));
        }

        @Override
        public void put(URI uri, Map<String, List<String>> fields) {
            Map<String, String> jar =
                    byHost.computeIfAbsent(uri.getAuthority(), host -> new ConcurrentHashMap<>());
            for (String cookie : fields.getOrDefault("set-cookie", List.of())) {
                String[] pair = cookie.split(";")[0].split("=", 2);
                if (cookie.contains("Max-Age=0;")) {
                    jar.remove(pair[0]);
                } else {
                    jar.put(pair[0], pair[1]);
                }
            }
        }
    }

    private HttpResponse<String> agree(HttpResponse<String> page) throws Exception {
        assertThat(page.statusCode()).isEqualTo(200);
        Map<String, String> form = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body().substring(page.body().indexOf("<main")));
        while (hidden.find()) {
            form.put(hidden.group(1), hidden.group(2).replace("&amp;", "&"));
        }
        Matcher option = Pattern.compile("<option value=\"(\\d+)\"").matcher(page.body());
        assertThat(option.find()).isTrue();
        form.put("tunnel_id", option.group(1));
        form.put("answer", "yes");
        return browser.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/auth/approve"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "http://localhost:" + port)
                        .POST(HttpRequest.BodyPublishers.ofString(Form.write(form)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String uri) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private int visit(String tunnel) throws Exception {
        try (RawVisitor visitor = RawVisitor.connect(port)) {
            return visitor.get(tunnel + ".localhost:" + port, "/").read().status();
        }
    }

    private static String codeOf(HttpResponse<String> ended) {
        return Form.parse(ended.uri().getRawQuery()).get("code");
    }

    private String keyThatWasKept() throws Exception {
        String file =
                Files.readString(
                        directory.resolve("settings/terratunnel/credentials.yml"),
                        StandardCharsets.UTF_8);
        Matcher key = Pattern.compile("ttk_[0-9A-Za-z]{36}").matcher(file);
        assertThat(key.find()).isTrue();
        return key.group();
    }

    private ProcessUnderTest command(String... arguments) throws Exception {
        return TerratunnelProgram.run(
                arguments[0],
                List.of(arguments),
                Map.of("XDG_CONFIG_HOME", directory.resolve("settings").toString()),
                directory);
    }

    private String serverUrl() {
        return "http://localhost:" + port;
    }
}
