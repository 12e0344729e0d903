package io.terrateam.terratunnel.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Proxy;
import io.terrateam.terratunnel.e2e.control.ControlServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Somebody with a browser profile of their own at a [ControlServer], whose pages are watched.
///
/// Whatever no page of ours may ever do is noted: a dialog, an uncaught error, a breach of the
/// content policy, anything at all in the console, a request to another host. Closing fails if
/// there was any. Going to a tunnel's name is none: that is what links to tunnels do.
///
/// Thread: the one of the tests.
public final class Person implements AutoCloseable {
    private static final String TELL_OF_BREACHES =
            "addEventListener('securitypolicyviolation', e =>"
                    + " console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));";

    private final ControlServer server;
    private final BrowserContext profile;
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    private Person(ControlServer server, BrowserContext profile) {
        this.server = server;
        this.profile = profile;
        profile.addInitScript(TELL_OF_BREACHES);
        profile.onPage(this::watch);
        profile.onRequest(this::look);
    }

    /// Somebody with an ordinary browser.
    public static Person at(ControlServer server, Browser browser) {
        return with(server, browser, new Browser.NewContextOptions());
    }

    /// Somebody with a browser of a kind: its size, its scheme of colors, its name.
    public static Person with(
            ControlServer server, Browser browser, Browser.NewContextOptions kind) {
        kind.setIgnoreHTTPSErrors(true)
                .setLocale("en-US")
                .setTimezoneId("UTC")
                .setBaseURL(ControlServer.ORIGIN)
                .setExtraHTTPHeaders(Map.of("X-Forwarded-For", ControlServer.address()))
                .setProxy(
                        new Proxy("http://127.0.0.1:" + server.proxyPort()).setBypass("127.0.0.1"));
        BrowserContext profile = browser.newContext(kind);
        profile.setDefaultTimeout(20_000);
        return new Person(server, profile);
    }

    /// A kind of browser: its size and scheme of colors.
    public static Browser.NewContextOptions kind(int width, int height, ColorScheme scheme) {
        return new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme);
    }

    private void watch(Page page) {
        page.onDialog(dialog -> {
            wrong.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onPageError(error -> wrong.add("error: " + error));
        page.onConsoleMessage(message -> listen(page, message));
    }

    private void listen(Page page, ConsoleMessage message) {
        // What the browser itself says about a page that is an answer with such a status.
        boolean isStatus =
                message.text().startsWith("Failed to load resource: the server responded with a")
                        && message.location().startsWith(page.url());
        boolean isProviders = message.location().startsWith(server.provider().url().toString());
        if (!isStatus && !isProviders) {
            wrong.add("console of " + page.url() + ": " + message.text());
        }
    }

    private void look(Request request) {
        URI uri = URI.create(request.url().replaceAll("[^!-~]|[\"<>\\\\^`{|}]", "_"));
        String host = String.valueOf(uri.getHost());
        boolean isKnown =
                ControlServer.HOST.equals(host)
                        || (request.isNavigationRequest()
                                && host.endsWith("." + ControlServer.HOST))
                        || server.provider().url().getAuthority().equals(uri.getAuthority());
        if (!isKnown) {
            wrong.add("request to " + request.url());
        }
    }

    /// The browser profile.
    public BrowserContext profile() {
        return profile;
    }

    /// A new tab at a page of the server.
    public Page open(String path) {
        Page page = profile.newPage();
        page.navigate(path);
        return page;
    }

    /// A new tab in which whoever the provider's user is has signed in.
    public Page signIn() {
        Page page = open("/auth/github");
        assertThat(page.url()).isEqualTo(ControlServer.ORIGIN + "/");
        return page;
    }

    /// What no page may ever do and one did.
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    @Override
    public void close() {
        profile.close();
        assertThat(wrong).isEmpty();
    }
}
