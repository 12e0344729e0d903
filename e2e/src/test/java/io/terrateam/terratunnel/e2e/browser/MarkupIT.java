package io.terrateam.terratunnel.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.terrateam.terratunnel.e2e.control.ControlServer;
import io.terrateam.terratunnel.e2e.control.WebClient;
import io.terrateam.terratunnel.testkit.agent.RawAgent;
import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whatever strangers can write, all of it markup with a script: pages show it as the text that it
/// is, to its owner and to administrators. The server is this test's own, so that the first page of
/// each table has Mallory's rows. A script that ran would be a dialog, which [Person#close] does
/// not forgive.
@ExtendWith(SharedBrowser.class)
class MarkupIT {
    private static final ProviderAccount MALLORY =
            new ProviderAccount(
                    6_666,
                    script("login"),
                    script("name") + "'\" onload=alert(1) ",
                    "\"" + script("mail") + "\"@example.com");
    private static final String TUNNEL = script("tunnel");
    private static final String KEY = script("key");
    private static final String PROGRAM = script("program");
    private static final String ENDPOINT = "http://" + script("endpoint");
    private static final String BROWSER = "Mozilla/5.0 " + script("browser");

    private static final String SCRIPTS =
            """
            [...document.querySelectorAll('*')].filter(it =>
                [...it.attributes].some(each => each.name.startsWith('on') || each.name === 'style')
                || it.localName === 'script' && !it.src.startsWith(location.origin + '/assets/')
                || /^\\s*javascript:/i.test(it.getAttribute('href') ?? '')
            ).map(it => it.outerHTML)
            """;

    private static ControlServer server;
    private static WebClient mallory;
    private static String tunnelId;
    private static RawAgent agent;

    /// No blank in it, so that it fits everywhere.
    private static String script(String where) {
        return "'\"></td><svg/onload=alert('" + where + "')>";
    }

    @BeforeAll
    static void start() throws Exception {
        server = ControlServer.start();
        mallory = server.visitor();
        server.provider().account(MALLORY);
        String back = mallory.backFrom(mallory.beginSignIn("/auth/github"));
        mallory.get(back, "User-Agent: " + BROWSER);
        tunnelId = mallory.tunnelId();
        mallory.post("/tunnels/" + tunnelId + "/rename", Map.of("name", TUNNEL));
        String key = mallory.newKey(KEY);
        agent = connect(key, mallory.address());
        String host = agent.tunnelName() + "." + ControlServer.HOST;
        Thread.ofVirtual()
                .start(() -> {
                    try (RawAgent answering = agent) {
                        while (true) {
                            var request = answering.awaitRequest();
                            answering.frames().sendReset(request.streamId(), 2);
                        }
                    } catch (IOException e) {
                        // The server has ended, or the test has.
                    }
                });
        server.visitor().sendTo(host, "GET", "/'%22%3E<svg/onload=alert('path')>?x=<b>");
        server.visitor().sendTo(host, "<SVG/ONLOAD=ALERT(1)>", "/");
        for (String wrong : List.of("x", "ttk_" + "<b>".repeat(12))) {
            try (RawAgent refused = connect(wrong, script("address"))) {
                throw new AssertionError("let in with " + wrong + ": " + refused.tunnelName());
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("401");
            }
        }
    }

    private static RawAgent connect(String key, String address) throws IOException {
        return RawAgent.ready(
                server.port(),
                ControlServer.HOST,
                "Authorization: Bearer %s\r\nUser-Agent: %s\r\nTerratunnel-Local-Endpoint: %s\r\nX-Forwarded-For: %s\r\n"
                        .formatted(key, PROGRAM, ENDPOINT, address));
    }

    @AfterAll
    static void stop() throws IOException {
        if (agent != null) {
            agent.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static Person malloryWith(Browser browser) {
        server.provider().account(MALLORY);
        return Person.with(server, browser, new Browser.NewContextOptions().setUserAgent(BROWSER));
    }

    @Test
    void ownersPagesShowItAsText(Browser browser) {
        try (Person person = malloryWith(browser)) {
            Page page = person.signIn();
            assertShows(page, MALLORY.login(), TUNNEL, ENDPOINT, "<svg/onload=alert('path')>");
            page.navigate("/tunnels/" + tunnelId);
            assertShows(page, TUNNEL, KEY, ENDPOINT);
            assertThat(page.getByLabel("What you call it")).hasValue(TUNNEL);
            page.navigate("/account");
            assertShows(page, MALLORY.login(), MALLORY.name().strip(), MALLORY.email(), BROWSER);
            page.navigate("/tunnels/" + tunnelId + "/keys/new");
            assertShows(page, TUNNEL);
            page.navigate("/tunnels/" + tunnelId + "/delete");
            assertShows(page, MALLORY.login());
            page.navigate("/auth/logout");
            assertShows(page, MALLORY.login());
            page.navigate(
                    "/auth/approve?"
                            + Form.write(
                                    Map.of(
                                            "client",
                                            "setup",
                                            "name",
                                            script("machine"),
                                            "state",
                                            script("state"),
                                            "redirect_uri",
                                            "http://localhost:3000/?" + "%22%3E%3Csvg")));
            assertShows(page, TUNNEL, MALLORY.login());
        }
    }

    @Test
    void administratorsPagesShowItAsText(Browser browser) {
        server.provider().account(ControlServer.ADMIN);
        try (Person admin = Person.at(server, browser)) {
            Page page = admin.signIn();
            assertShows(page, ENDPOINT, PROGRAM, MALLORY.login());
            page.navigate("/admin/users?" + Form.write(Map.of("search", MALLORY.login())));
            assertShows(page, MALLORY.login(), MALLORY.name().strip(), MALLORY.email());
            page.locator("main table a").first().click();
            assertShows(page, MALLORY.login(), TUNNEL);
            String user = page.url();
            page.navigate(user + "/delete");
            assertShows(page, MALLORY.login());
            for (String event : List.of("", "connect", "login", "key_created", "tunnel_renamed")) {
                page.navigate(
                        "/admin/audit?"
                                + Form.write(Map.of("user", MALLORY.login(), "event", event)));
                assertShows(page, MALLORY.login(), "svg/onload");
            }
            page.navigate("/tunnels/" + tunnelId);
            assertShows(page, TUNNEL, ENDPOINT);
            page.navigate(
                    "/admin/audit?"
                            + Form.write(
                                    Map.of(
                                            "user",
                                            script("filter"),
                                            "name",
                                            script("filter"),
                                            "address",
                                            script("filter"))));
            assertThat(page.getByLabel("User")).hasValue(script("filter"));
            assertShows(page, "Nothing fits");
            for (String table :
                    List.of("users", "tunnels", "api_keys", "tunnel_audit_log", "sessions")) {
                page.navigate("/admin/database/tables/" + table);
                assertThat(page.locator("main table").first()).containsText("svg/onload");
                assertShows(page, table);
            }
            page.navigate("/admin/database");
            page.locator("#query")
                    .fill(
                            "SELECT '"
                                    + script("sql").replace("'", "''")
                                    + "' AS \"<svg/onload=alert(1)>\", * FROM users");
            page.locator("main form button").first().click();
            assertShows(page, script("sql"), "<svg/onload=alert(1)>", MALLORY.login());
            page.locator("#query")
                    .fill(
                            "SELECT no_such('"
                                    + script("sql").replace("'", "''")
                                    + "') <svg/onload=alert(2)>");
            page.locator("main form button").first().click();
            assertThat(page.locator("[role=alert]")).containsText("Not run");
            assertShows(page, "svg/onload=alert(2)");
        }
    }

    @Test
    void strangersPagesShowItAsTextOrNotAtAll(Browser browser) {
        try (Person person = Person.at(server, browser)) {
            String query =
                    Form.write(
                            Map.of(
                                    "redirect_uri", "/" + script("next"),
                                    "error", script("error"),
                                    "error_description", script("description"),
                                    "state", script("state"),
                                    "code", script("code"),
                                    "iss", script("iss")));
            Page page = person.open("/auth/login?" + query);
            for (String path :
                    List.of(
                            "/?",
                            "/auth/github/callback?",
                            "/auth/gitlab/callback?",
                            "/auth/github/authorize?",
                            "/auth/approve?",
                            "/auth/logout?",
                            "/nothing/%3Csvg%2Fonload=alert(1)%3E?",
                            "/docs?",
                            "/assets/%3Csvg%3E?")) {
                page.navigate(path + query);
                assertThat(page.locator("h1")).isVisible();
                assertHasNoScript(page);
            }
            page.navigate("/docs#" + script("hash"));
            // A name below the domain that nobody has, and one that could be none.
            for (String host : List.of("nobody-has-this", "xy", "a.b")) {
                page.navigate("https://" + host + "." + ControlServer.HOST + "/" + script("path"));
                assertThat(page.locator("body")).containsText("404");
                assertHasNoScript(page);
            }
        }
    }

    private static void assertShows(Page page, String... texts) {
        for (String text : texts) {
            assertThat(page.locator("body")).containsText(text);
        }
        assertThat(page.locator("main svg")).hasCount(0);
        assertHasNoScript(page);
    }

    /// Nothing in the page could run, even if its policy allowed it.
    private static void assertHasNoScript(Page page) {
        assertThat(page.evaluate(SCRIPTS)).as(page.url()).isEqualTo(List.of());
    }
}
