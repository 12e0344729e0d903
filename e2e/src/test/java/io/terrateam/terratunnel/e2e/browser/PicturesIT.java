package io.terrateam.terratunnel.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.terrateam.terratunnel.e2e.control.ControlServer;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every page as people see it: in light and dark, on a screen and on a phone. Each fits its width,
/// can be read, and can be used with a keyboard and a screen reader ([PageChecks]).
///
/// Its pictures are left in `target/pictures`; with `-Dterratunnel.pictures.write=true` those that
/// the README shows are written to `docs/images`.
@ExtendWith(SharedBrowser.class)
class PicturesIT {
    private static final Path ROOT = Path.of(System.getProperty("terratunnel.root", ".."));
    private static final Path ALL = Path.of("target", "pictures");
    private static final Path IMAGES = ROOT.resolve("docs/images");
    private static final int MOST_BYTES = 150 * 1_024;

    /// Pictures of the documents, by what they are called among all.
    private static final Map<String, String> SHOWN =
            Map.of(
                    "light-login", "login.png",
                    "light-home", "home.png",
                    "dark-home", "home-dark.png",
                    "phone-home", "phone.png",
                    "light-tunnel", "tunnel.png",
                    "light-admin", "admin.png");

    private static final String NAME =
            "const name = it => it.localName + ' ' + (it.getAttribute('href') ?? '')"
                    + " + ' ' + it.textContent.trim();";

    private static final String FOCUSABLE =
            "(() => {"
                    + NAME
                    + "return [...document.querySelectorAll("
                    + "'a[href], button, input:not([type=hidden]), select, textarea, summary,"
                    + " [tabindex=\"0\"]')].filter(it => it.checkVisibility()).map(name) })()";

    /// What has the focus, if one sees that it does.
    private static final String FOCUSED =
            "(() => {"
                    + NAME
                    + "const it = document.activeElement;"
                    + "const isMarked = getComputedStyle(it).outlineStyle !== 'none'"
                    + " && parseFloat(getComputedStyle(it).outlineWidth) >= 2;"
                    + "const box = it.getBoundingClientRect();"
                    + "return isMarked && box.bottom > 0 && box.right > 0 ? name(it)"
                    + " : 'unseen: ' + name(it) })()";

    private static Scenery scenery;

    private final List<String> faults = new ArrayList<>();

    /// A kind of browser.
    enum Kind {
        LIGHT(1_180, 720, ColorScheme.LIGHT),
        DARK(1_180, 720, ColorScheme.DARK),
        PHONE(390, 780, ColorScheme.LIGHT),
        DARK_PHONE(320, 640, ColorScheme.DARK);

        private final int width;
        private final int height;
        private final ColorScheme scheme;

        Kind(int width, int height, ColorScheme scheme) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
        }

        Browser.NewContextOptions options() {
            return Person.kind(width, height, scheme).setReducedMotion(ReducedMotion.REDUCE);
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(ALL);
        scenery = Scenery.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (scenery != null) {
            scenery.close();
        }
    }

    @AfterEach
    void everyPageWasInOrder() {
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pagesOfEverybody(Kind kind, Browser browser) throws IOException {
        try (Person stranger = Person.with(scenery.server(), browser, kind.options())) {
            Page page = stranger.open("/");
            look(kind, page, "welcome");
            look(kind, page, "login", "/auth/login");
            look(kind, page, "docs", "/docs");
            page.locator("details").first().click();
            look(kind, page, "docs-open");
            look(kind, page, "not-found", "/nothing-here");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pagesOfUsers(Kind kind, Browser browser) throws IOException {
        scenery.server().provider().account(Scenery.MONA);
        try (Person mona = Person.with(scenery.server(), browser, kind.options())) {
            Page page = mona.signIn();
            look(kind, page, "home");
            page.locator("article h2 a").click();
            look(kind, page, "tunnel");
            String tunnel = page.url();
            look(kind, page, "rotate", tunnel + "/keys/new");
            look(kind, page, "delete", tunnel + "/delete");
            look(kind, page, "account", "/account");
            look(kind, page, "forbidden", "/admin/users");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pagesOfSomebodyNew(Kind kind, Browser browser) throws IOException {
        scenery.server()
                .provider()
                .account(
                        ProviderAccount.of(
                                kind.label().hashCode() & 0xffff, "olga-" + kind.label()));
        try (Person newcomer = Person.with(scenery.server(), browser, kind.options())) {
            Page page = newcomer.signIn();
            look(kind, page, "new-home");
            page.locator("article .btn").first().click();
            look(kind, page, "new-key");
            page.locator("main form button").click();
            look(kind, page, "key");
            page.locator("main p.actions a").click();
            page.locator("main a.btn-bad").last().click();
            page.locator("main form button").click();
            look(kind, page, "no-tunnel", "/");
            look(kind, page, "new-tunnel", "/tunnels/new");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pagesOfAdministrators(Kind kind, Browser browser) throws IOException {
        scenery.server().provider().account(ControlServer.ADMIN);
        try (Person admin = Person.with(scenery.server(), browser, kind.options())) {
            Page page = admin.signIn();
            look(kind, page, "admin");
            look(kind, page, "users", "/admin/users");
            page.locator("main table a").last().click();
            look(kind, page, "user");
            look(kind, page, "audit", "/admin/audit");
            look(kind, page, "no-events", "/admin/audit?user=nobody-has-this-name");
            look(kind, page, "database", "/admin/database");
            page.locator("main form button").first().click();
            look(kind, page, "answer");
            page.locator("#query").fill("DELETE FROM users");
            page.locator("main form button").first().click();
            look(kind, page, "refusal");
            look(kind, page, "table", "/admin/database/tables/tunnel_audit_log");
        }
    }

    /// Tab goes through the page as one reads it, shows where it is, and can leave out the top.
    @Test
    void keyboardReachesEverythingInTheOrderOfThePage(Browser browser) {
        scenery.server().provider().account(Scenery.MONA);
        try (Person mona = Person.with(scenery.server(), browser, Kind.LIGHT.options())) {
            Page page = mona.signIn();
            for (String path : List.of("/", page.locator("article h2 a").getAttribute("href"))) {
                page.navigate(path);
                List<?> expected = (List<?>) page.evaluate(FOCUSABLE);
                List<Object> reached = new ArrayList<>();
                for (int i = 0; i < expected.size(); i++) {
                    page.keyboard().press("Tab");
                    reached.add(page.evaluate(FOCUSED));
                }
                assertThat(expected).hasSizeGreaterThan(8);
                assertThat(reached).isEqualTo(expected);

                page.navigate(path);
                page.keyboard().press("Tab");
                page.keyboard().press("Enter");
                page.keyboard().press("Tab");
                assertThat(page.evaluate("document.activeElement.closest('main') !== null"))
                        .as("what the skip link leads to")
                        .isEqualTo(true);
            }
        }
    }

    private void look(Kind kind, Page page, String name, String path) throws IOException {
        page.navigate(path);
        look(kind, page, name);
    }

    private void look(Kind kind, Page page, String name) throws IOException {
        PageChecks.faults(page)
                .forEach(fault -> faults.add(kind.label() + " " + name + ": " + fault));
        Scenery.makeSteady(page);
        String picture = kind.label() + "-" + name;
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(ALL.resolve(picture + ".png"))
                        .setFullPage(true));
        if (SHOWN.containsKey(picture) && Boolean.getBoolean("terratunnel.pictures.write")) {
            Files.createDirectories(IMAGES);
            Path image = IMAGES.resolve(SHOWN.get(picture));
            byte[] png = page.screenshot(new Page.ScreenshotOptions().setFullPage(true));
            assertThat(png.length).as("bytes of %s", image).isLessThan(MOST_BYTES);
            Files.write(image, png);
        }
    }
}
