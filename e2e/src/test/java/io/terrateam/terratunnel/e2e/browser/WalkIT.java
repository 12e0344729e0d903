package io.terrateam.terratunnel.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.terrateam.terratunnel.e2e.control.ControlServer;
import io.terrateam.terratunnel.e2e.control.SharedControl;
import io.terrateam.terratunnel.e2e.control.WebClient;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What people do with the pages, from signing in to signing out, in a real browser with a real
/// client.
@ExtendWith({SharedBrowser.class, SharedControl.class})
class WalkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static ControlServer server;

    @BeforeAll
    static void start(ControlServer shared) {
        server = shared;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void fromTheStartPageToAServedTunnelANewKeyAndOut(Browser browser) throws Exception {
        server.provider().account(ProviderAccount.of(501, "mona"));
        server.provider().mood(ProviderMood.ASKING);
        try (Person person = Person.at(server, browser)) {
            person.profile().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            Page page = person.open("/");
            link(page, "Sign in with GitHub").first().click();
            page.locator("#authorize").click();
            server.provider().mood(ProviderMood.FINE);

            Locator tunnel = page.locator("article");
            assertThat(tunnel).containsText("Not connected");
            String url = tunnel.locator("a.mono").textContent().strip();
            assertThat(url).matches("https://[a-z]+-[a-z]+-[a-z]+\\.tunnel\\.example\\.com");

            link(page, "Make a key").click();
            page.getByLabel("Name of the key").fill("laptop");
            button(page, "Make key").click();
            String key = page.locator("#api-key").textContent().strip();
            assertThat(key).matches("ttk_[0-9A-Za-z]{36}");
            assertThat(page.locator("#run")).containsText("TERRATUNNEL_API_KEY=" + key);
            assertCopies(page, "api-key", key);

            Page home = person.open("/");
            home.evaluate("window.stillHere = true");
            ProcessUnderTest client = server.readyClient(key);
            assertThat(home.locator("article")).containsText("Connected");
            assertThat(home.locator("article")).containsText(server.origin().url());

            visit(url, "/hello?secret=1");
            visit(url, "/status/500");
            assertThat(home.locator("article")).containsText("GET /hello");
            assertThat(home.locator("article")).containsText("500");
            assertThat(home.locator("article")).not().containsText("secret=1");
            assertThat(home.evaluate("window.stillHere")).isEqualTo(true);

            link(home, "Rotate key").click();
            assertThat(home.locator("main")).containsText("stops working at once");
            button(home, "Rotate key").click();
            client.awaitLine("the key was replaced by a newer one", PATIENCE);
            assertThat(client.awaitExit(PATIENCE)).hasValue(3);
            assertThat(home.locator("#api-key")).not().hasText(key);
            assertThat(home.locator("#api-key")).hasText(Pattern.compile("ttk_[0-9A-Za-z]{36}"));

            link(home, "I have copied it").click();
            assertThat(home.locator("main")).containsText("Not connected");
            assertThat(home.locator("main")).not().containsText(key);
            button(home, "Sign out").click();
            assertThat(link(home, "Sign in with GitHub").first()).isVisible();
            home.navigate("/account");
            assertThat(heading(home, "Sign in")).isVisible();
            // Nobody gets the page with the key back.
            page.navigate("/");
            assertThat(page.locator("article")).hasCount(0);
            assertThatThrownBy(page::goBack).hasMessageContaining("ERR_CACHE_MISS");
            assertThat(page.locator("body")).not().containsText(key);
        }
    }

    private static void assertCopies(Page page, String id, String text) {
        Locator copy = page.locator("[data-copy=" + id + "]");
        copy.click();
        assertThat(copy).hasText("Copied");
        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(text);
    }

    private static void visit(String url, String target) throws Exception {
        server.visitor().sendTo(url.substring("https://".length()), "GET", target);
    }

    @Test
    void whoSaysNoAtTheProviderIsToldAndCanTryAgain(Browser browser) {
        server.provider().account(ProviderAccount.of(502, "lena"));
        try (Person person = Person.at(server, browser)) {
            server.provider().mood(ProviderMood.DENYING);
            Page page = person.open("/auth/gitlab");
            assertThat(heading(page, "You did not sign in")).isVisible();

            server.provider().mood(ProviderMood.FINE);
            page.locator("main a").first().click();
            link(page, "GitLab").first().click();
            assertThat(page.locator("article")).hasCount(1);
        }
    }

    @Test
    void signingInLeadsToThePageThatWasWanted(Browser browser) {
        server.provider().account(ProviderAccount.of(503, "noor"));
        try (Person person = Person.at(server, browser)) {
            Page page = person.open("/account");
            link(page, "GitHub").first().click();

            assertThat(page).hasURL(ControlServer.ORIGIN + "/account");
            assertThat(page.locator("main")).containsText("noor");
        }
    }

    @Test
    void tunnelIsNamedDisabledEnabledAndGivenUp(Browser browser) {
        server.provider().account(ProviderAccount.of(504, "oli"));
        try (Person person = Person.at(server, browser)) {
            Page page = person.signIn();
            link(page, "Details").click();
            page.getByLabel("What you call it").fill("Shop on my laptop");
            button(page, "Save").click();
            assertThat(heading(page, "Shop on my laptop")).isVisible();
            button(page, "Disable tunnel").click();
            assertThat(page.locator("main")).containsText("Disabled");
            button(page, "Enable tunnel").click();
            assertThat(page.locator("main")).containsText("Not connected");
            link(page, "Delete tunnel").click();
            page.locator("main form button").click();
            page.navigate("/");
            assertThat(page.locator("main")).containsText("You have no tunnel");
        }
    }

    @Test
    void pagesOfAdministratorsAreNotForOthers(Browser browser) {
        server.provider().account(ProviderAccount.of(505, "pia"));
        try (Person person = Person.at(server, browser)) {
            Page page = person.signIn();
            assertThat(page.locator("header")).not().containsText("Users");
            for (String path :
                    List.of(
                            "/admin/users",
                            "/admin/audit",
                            "/admin/audit.csv",
                            "/admin/database",
                            "/admin/database/download",
                            "/admin/database/tables/users")) {
                page.navigate(path);
                assertThat(page.locator("main")).containsText("Only administrators");
            }
        }
    }

    @Test
    void administratorsSeeTunnelsComeAndGo_withoutLoadingThePageAgain(Browser browser)
            throws Exception {
        WebClient rosa = server.signedIn(ProviderAccount.of(507, "rosa"));
        String name = rosa.tunnelName();
        String key = rosa.newKey("laptop");
        server.provider().account(ControlServer.ADMIN);
        try (Person admin = Person.at(server, browser)) {
            Page page = admin.signIn();
            page.evaluate("window.stillHere = true");
            Locator live = page.locator("[data-key=live]");
            assertThat(live).not().containsText(name);

            ProcessUnderTest client = server.readyClient(key);
            Locator row = live.locator("tr").filter(new Locator.FilterOptions().setHasText(name));
            assertThat(row).containsText("rosa");
            assertThat(row).containsText(server.origin().url());
            visit("https://" + name + "." + ControlServer.HOST, "/status/500");
            assertThat(row.locator("[data-label=Failed]")).hasText("1");
            assertThat(page.locator("[data-key=recent]")).containsText(name);

            client.close();
            assertThat(live).not().containsText(name);
            assertThat(page.locator("[data-key=recent]")).containsText("Disconnected");
            assertThat(page.evaluate("window.stillHere")).isEqualTo(true);
        }
    }

    @Test
    void databaseBrowserAnswersReadersAndRefusesEveryWayToWrite(Browser browser) throws Exception {
        server.signedIn(ProviderAccount.of(508, "sam")).newKey("kept as a hash");
        server.provider().account(ControlServer.ADMIN);
        try (Person admin = Person.at(server, browser)) {
            Page page = admin.signIn();
            String users = ask(page, "SELECT 'users ' || count(*) FROM users");
            assertThat(users).contains("users ");
            for (String writing :
                    List.of(
                            "DELETE FROM users",
                            "UPDATE users SET is_active = 0",
                            "INSERT INTO admin_pins VALUES ('github', 'eve', '1', 'now')",
                            "REPLACE INTO server_secrets VALUES ('x', 'y', 'z')",
                            "DROP TABLE users",
                            "ALTER TABLE users ADD COLUMN x TEXT",
                            "CREATE TABLE x (y TEXT)",
                            "CREATE TRIGGER t AFTER INSERT ON users BEGIN DELETE FROM users; END",
                            "SELECT 1; DELETE FROM users",
                            "WITH x AS (SELECT 1) DELETE FROM users",
                            "DELETE FROM users RETURNING id",
                            "EXPLAIN DELETE FROM users",
                            "PRAGMA query_only = OFF",
                            "PRAGMA journal_mode = DELETE",
                            "ATTACH DATABASE '/tmp/x.db' AS x",
                            "VACUUM INTO '/tmp/x.db'",
                            "BEGIN IMMEDIATE",
                            "REINDEX",
                            "SELECT load_extension('/tmp/x.so')",
                            "SELECT writefile('/tmp/x', 'y')",
                            "/* SELECT */ DELETE FROM users",
                            "--\nDELETE FROM users")) {
                ask(page, writing);
                assertThat(page.locator("[role=alert]")).containsText("Not run");
            }
            assertThat(ask(page, "SELECT 'users ' || count(*) FROM users")).isEqualTo(users);
            assertThat(ask(page, "SELECT count(*) AS n, min(key_hash) FROM api_keys"))
                    .doesNotContainPattern("[0-9a-f]{64}");
        }
    }

    /// Types a statement and gives the first table of the answer's page.
    private static String ask(Page page, String sql) {
        page.navigate("/admin/database");
        page.locator("#query").fill(sql);
        button(page, "Run").click();
        page.waitForURL("**/admin/database/query");
        return page.locator("main table").first().textContent();
    }

    /// Everything but what follows by itself works without scripts.
    @Test
    void pagesWorkWithoutScripts(Browser browser) {
        server.provider().account(ProviderAccount.of(506, "quin"));
        Browser.NewContextOptions kind =
                new Browser.NewContextOptions().setJavaScriptEnabled(false);
        try (Person person = Person.with(server, browser, kind)) {
            Page page = person.signIn();
            link(page, "Make a key").click();
            button(page, "Make key").click();
            assertThat(page.locator("#api-key")).hasText(Pattern.compile("ttk_[0-9A-Za-z]{36}"));
            assertThat(page.locator("[data-copy]").first()).isHidden();
            button(page, "Sign out").click();
            assertThat(link(page, "Sign in with GitHub").first()).isVisible();
        }
    }
}
