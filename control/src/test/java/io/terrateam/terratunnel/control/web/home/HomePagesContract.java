package io.terrateam.terratunnel.control.web.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.ControlPlaneUnderTest;
import io.terrateam.terratunnel.control.TestBrowser;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.login.LoginConfig;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// People's pages over the real database, on whatever engine is under it.
abstract class HomePagesContract {
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final Pattern KEY = Pattern.compile("ttk_[0-9A-Za-z]{36}");

    @RegisterExtension final EmptyDatabase empty;
    private ControlPlaneUnderTest plane;
    private TestBrowser mona;
    private long tunnel;
    private String name;

    HomePagesContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        plane = new ControlPlaneUnderTest(empty.location());
        mona = plane.browserOf("mona");
        tunnel = plane.tunnelOf("mona").tunnel().id();
        name = plane.tunnelOf("mona").tunnel().subdomain();
    }

    @AfterEach
    void close() {
        plane.close();
    }

    // ---- signed out

    @Test
    void startPageOffersToSignIn() {
        TestBrowser.Page page = plane.browser().get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains("href=\"/auth/github\"", "href=\"/auth/gitlab\"", "Sign in with GitHub")
                .doesNotContain("form_token");
        assertThat(words(page))
                .contains("terratunnel login --server-url wss://tunnel.example.test");
    }

    /// The page's text without the marks around the words of commands.
    private static String words(TestBrowser.Page page) {
        return page.text().replaceAll("</?span[^>]*>", "");
    }

    @Test
    void loginPageKeepsWhereToGoBackTo() {
        TestBrowser.Page page =
                plane.browser().get("/auth/login?redirect_uri=%2Ftunnels%2F1%3Fa%3D%22%3E");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains("href=\"/auth/github?redirect_uri=%2Ftunnels%2F1%3Fa%3D%22%3E\"");
    }

    @Test
    void withoutProvidersTheLoginPageSaysWhatToSet() {
        plane.close();
        plane = new ControlPlaneUnderTest(empty.location(), LoginConfig.OFF);

        TestBrowser.Page page = plane.browser().get("/auth/login");

        assertThat(page.status()).isEqualTo(503);
        assertThat(page.text())
                .contains("OAuth not configured", "GITHUB_CLIENT_ID", "GITLAB_CLIENT_SECRET")
                .contains("https://tunnel.example.test/auth/github/callback");
    }

    @Test
    void pagesOfSomebodyLeadToLogin() {
        for (String path : List.of("/account", "/tunnels/new", "/tunnels/" + tunnel)) {
            TestBrowser.Page page = plane.browser().get(path);

            assertThat(page.status()).as(path).isEqualTo(302);
            assertThat(page.location()).startsWith("/auth/login?redirect_uri=%2F");
        }
        assertThat(plane.browser().get("/live/home").status()).isEqualTo(401);
    }

    // ---- own tunnels

    @Test
    void dashboardShowsWhatGoesOn() {
        plane.live.connect(name, "203.0.113.7", "http://localhost:3000", "terratunnel/1");
        plane.live.used(
                name,
                new TunnelUse(
                        42,
                        1,
                        0,
                        List.of(
                                request("POST", "/hook", 200, ""),
                                request("GET", "/", 0, "local-refused"))));

        String page = mona.get("/").text();

        assertThat(page)
                .contains("https://" + name + ".tunnel.example.test")
                .contains("Connected", "203.0.113.7", "http://localhost:3000")
                .contains(">42<", "/hook", "local-refused")
                .doesNotContain("Live tunnels", "href=\"/tunnels/new\"");
    }

    private static TunnelUse.Request request(
            String method, String path, int status, String failure) {
        return new TunnelUse.Request(
                Instant.now(), method, path, status, failure, Duration.ofMillis(12));
    }

    @Test
    void dashboardOfAnAdministratorShowsEverybodys() {
        plane.live.connect(name, "203.0.113.7", "http://localhost:3000", "terratunnel/1");
        plane.audit()
                .connected(
                        new AuditLog.LinkName("l", name, name + ".tunnel.example.test"),
                        new AuditLog.Peer("203.0.113.7", "agent/7", "http://localhost:3000"),
                        Optional.empty());

        String page = plane.browserOf("root").get("/").text();

        assertThat(page)
                .contains("Live tunnels", ">mona<", "203.0.113.7")
                .contains("Recent connections", "agent/7")
                .contains("href=\"/tunnels/new\"", "href=\"/admin/users\"");
    }

    @Test
    void livePartChangesWithWhatGoesOnAndOnlyThen() {
        TestBrowser.Page before = mona.get("/live/home");
        String tag = before.field("ETag").orElseThrow();
        assertThat(before.text()).contains("Not connected").doesNotContain("<html");

        assertThat(mona.get("/live/home", "if-none-match", tag).status()).isEqualTo(304);
        plane.live.connect(name, "203.0.113.7", "http://localhost:3000", "terratunnel/1");
        TestBrowser.Page after = mona.get("/live/home", "if-none-match", tag);

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.text()).contains("203.0.113.7");
        assertThat(after.field("Cache-Control")).contains("no-store");
    }

    @Test
    void whatStrangersWriteIsShownAsText() {
        plane.live.connect(name, "203.0.113.7", "http://" + MARKUP, MARKUP);
        plane.live.used(name, new TunnelUse(1, 1, 0, List.of(request("GET", MARKUP, 0, MARKUP))));
        plane.audit().refused(new AuditLog.Peer("203.0.113.8", MARKUP, MARKUP), 401, MARKUP);
        plane.tunnels().rename(tunnel, MARKUP, plane.actor("mona"));
        plane.keys().rotate(tunnel, KeyRequest.PLAIN.named(MARKUP), plane.actor("mona"));

        for (String path : List.of("/", "/live/home", "/tunnels/" + tunnel)) {
            for (TestBrowser browser : List.of(mona, plane.browserOf("root"))) {
                assertThat(browser.get(path).text())
                        .as(path)
                        .doesNotContain("<img")
                        .contains(path.startsWith("/tunnels") ? "&lt;img" : "");
            }
        }
        assertThat(plane.browserOf("root").get("/").text()).contains("&lt;img src=x");
    }

    @Test
    void otherPeoplesTunnelsAreNotThere() {
        TestBrowser eve = plane.browserOf("eve");
        String path = "/tunnels/" + tunnel;

        for (String page : List.of("", "/keys/new", "/delete")) {
            assertThat(eve.get(path + page).status()).as(page).isEqualTo(404);
        }
        assertThat(eve.get("/live" + path).status()).isEqualTo(404);
        for (String action : List.of("/keys/generate", "/rename", "/disable", "/delete")) {
            assertThat(eve.submit(path + action, "name", "x").status()).as(action).isEqualTo(404);
        }
        assertThat(eve.get("/tunnels/x").status()).isEqualTo(404);
        assertThat(plane.tunnelOf("mona").tunnel().active()).isTrue();
        assertThat(plane.keys().listOfTunnel(tunnel)).isEmpty();
    }

    @Test
    void tunnelIsRenamedSwitchedOffAndOn() {
        assertThat(mona.submit("/tunnels/" + tunnel + "/rename", "name", "My hooks").location())
                .isEqualTo("/tunnels/" + tunnel);
        assertThat(mona.get("/").text()).contains("My hooks");

        mona.submit("/tunnels/" + tunnel + "/disable");
        assertThat(mona.get("/").text()).contains("Disabled");
        mona.submit("/tunnels/" + tunnel + "/enable");
        assertThat(mona.get("/").text()).contains("Not connected");

        assertThat(mona.submit("/tunnels/" + tunnel + "/rename", "name", " ").status())
                .isEqualTo(422);
    }

    @Test
    void deletingAsksFirst_thenANewOneMayBeMade() {
        assertThat(mona.get("/tunnels/" + tunnel + "/delete").text())
                .contains("Delete the tunnel " + name, "action=\"/tunnels/" + tunnel + "/delete\"");
        assertThat(mona.get("/tunnels/new").status()).as("one is enough").isEqualTo(403);

        assertThat(mona.submit("/tunnels/" + tunnel + "/delete").location()).isEqualTo("/");
        assertThat(mona.get("/").text()).contains("You have no tunnel");
        assertThat(mona.get("/tunnels/new").text()).contains("value=\"" + name + "\"");
        assertThat(mona.submit("/tunnels/create", "wanted", name).location())
                .isEqualTo("/?tunnel_created=" + name);
        assertThat(plane.tunnelOf("mona").tunnel().subdomain()).isEqualTo(name);
    }

    @Test
    void onlyAdministratorsHaveSeveralTunnels() {
        TestBrowser.Page refused = mona.submit("/tunnels/create");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("Only administrators can create new tunnels");

        TestBrowser root = plane.browserOf("root");
        assertThat(root.submit("/tunnels/create").location()).startsWith("/?tunnel_created=");
        assertThat(plane.tunnels().list(plane.user("root").id())).hasSize(2);
        assertThat(root.submit("/tunnels/create", "wanted", name).status())
                .as("a name that somebody has")
                .isEqualTo(409);
    }

    // ---- keys

    @Test
    void keyIsShownOnceWithTheCommandThatUsesIt() {
        TestBrowser.Page page =
                mona.submit("/tunnels/" + tunnel + "/keys/generate", "name", "laptop", "days", "7");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.field("Cache-Control")).contains("no-store");
        Matcher key = KEY.matcher(page.text());
        assertThat(key.find()).isTrue();
        assertThat(words(page))
                .contains(
                        "TERRATUNNEL_API_KEY="
                                + key.group()
                                + " terratunnel client --server-url wss://tunnel.example.test"
                                + " --local-endpoint http://localhost:3000");
        for (String path : List.of("/", "/tunnels/" + tunnel, "/tunnels/" + tunnel + "/keys/new")) {
            assertThat(KEY.matcher(mona.get(path).text()).find()).as(path).isFalse();
        }
        ApiKeyRow stored = plane.keys().listOfTunnel(tunnel).getFirst();
        assertThat(stored.name()).isEqualTo("laptop");
        assertThat(Duration.between(Instant.now(), stored.expiresAt().orElseThrow()))
                .isBetween(Duration.ofHours(167), Duration.ofHours(168));
    }

    @Test
    void rotationWarnsAndEndsTheKeyBefore() {
        assertThat(mona.get("/tunnels/" + tunnel + "/keys/new").text())
                .doesNotContain("stops working");
        mona.submit("/tunnels/" + tunnel + "/keys/generate");
        assertThat(mona.get("/tunnels/" + tunnel + "/keys/new").text())
                .contains("stops working at once");

        mona.submit("/tunnels/" + tunnel + "/keys/generate");

        assertThat(plane.keys().listOfTunnel(tunnel))
                .extracting(ApiKeyRow::active)
                .containsExactly(true, false);
    }

    @Test
    void keyIsRevoked_butNotThroughAnotherTunnel() {
        mona.submit("/tunnels/" + tunnel + "/keys/generate");
        long key = plane.keys().listOfTunnel(tunnel).getFirst().id();
        TestBrowser eve = plane.browserOf("eve");
        long hers = plane.tunnelOf("eve").tunnel().id();

        assertThat(eve.submit("/tunnels/" + hers + "/keys/" + key + "/revoke").status())
                .isEqualTo(404);
        assertThat(plane.keys().find(key).orElseThrow().active()).isTrue();
        mona.submit("/tunnels/" + tunnel + "/keys/" + key + "/revoke");
        assertThat(plane.keys().find(key).orElseThrow().active()).isFalse();
    }

    @Test
    void badNamesAndTimesOfKeysAreRefused() {
        String path = "/tunnels/" + tunnel + "/keys/generate";

        assertThat(mona.submit(path, "name", "x".repeat(101)).status()).isEqualTo(422);
        assertThat(mona.submit(path, "name", "a\u0007b").status()).isEqualTo(422);
        assertThat(mona.submit(path, "days", "-1").status()).isEqualTo(422);
        assertThat(mona.submit(path, "days", "x").status()).isEqualTo(422);
        assertThat(plane.keys().listOfTunnel(tunnel)).isEmpty();
    }

    // ---- sessions

    @Test
    void signingOutTakesAPost() {
        assertThat(mona.get("/auth/logout").text()).contains("Sign out?");
        assertThat(mona.get("/account").status()).as("still signed in").isEqualTo(200);

        TestBrowser.Page out = mona.submit("/auth/logout");

        assertThat(out.location()).isEqualTo("/");
        assertThat(out.field("Set-Cookie").orElseThrow())
                .startsWith("__Host-auth_token=;")
                .contains("Max-Age=0");
        assertThat(mona.get("/account").status()).isEqualTo(302);
        assertThat(plane.browser().get("/auth/logout").location()).isEqualTo("/");
    }

    @Test
    void signingOutEverywhereEndsAllSessions() {
        TestBrowser phone = plane.browserOf("mona");
        assertThat(phone.get("/account").text()).contains("This one.", "Browser/1.0");

        mona.submit("/account/sessions/end");

        assertThat(mona.get("/account").status()).isEqualTo(302);
        assertThat(phone.get("/account").status()).isEqualTo(302);
        assertThat(plane.database().audit().newest(1))
                .extracting(AuditRow::eventType)
                .containsExactly("logout");
    }

    @Test
    void formsOfOtherSitesAreRefused() {
        TestBrowser.Page page =
                mona.send(
                        "POST",
                        "/tunnels/" + tunnel + "/delete",
                        "",
                        "origin",
                        "https://evil.tunnel.example.test",
                        "sec-fetch-site",
                        "same-site");

        assertThat(page.status()).isEqualTo(403);
        assertThat(plane.tunnels().find(tunnel)).isPresent();
    }
}
