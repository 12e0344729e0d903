package io.terrateam.terratunnel.control.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.ControlPlaneUnderTest;
import io.terrateam.terratunnel.control.TestBrowser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for every page that can be asked for, whichever it is.
final class PageRulesTest {
    private static final Pattern INLINE =
            Pattern.compile(
                    "<style|<script(?![^>]* src=\"/assets/)|\\sstyle=|\\son[a-z]+=|javascript:",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern FROM_ELSEWHERE =
            Pattern.compile("(src|<link[^>]*href|action|poster|data)=\"(https?:)?//");
    private static final Pattern FORM =
            Pattern.compile("<form[^>]*method=\"post\".*?</form>", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile("<(input|select|textarea)[^>]*>");

    @TempDir Path dir;

    @Test
    void pagesHoldTheRules() {
        try (ControlPlaneUnderTest plane = new ControlPlaneUnderTest(dir)) {
            TestBrowser root = plane.browserOf("root");
            String id = Long.toString(plane.tunnelOf("root").tunnel().id());
            List<String> seen = new ArrayList<>();
            for (TestBrowser browser : List.of(root, plane.browser())) {
                plane.web().routes().routes().stream()
                        .filter(route -> route.method().equals("GET"))
                        .map(route -> route.path().toString().replaceAll("\\{(\\w+)_id}", id))
                        .filter(path -> !path.contains("{"))
                        .forEach(path -> look(path, browser, seen));
                check("/nowhere", browser.get("/nowhere"));
            }
            assertThat(seen)
                    .contains("/", "/account", "/tunnels/new", "/auth/login", "/tunnels/" + id);
        }
    }

    private static void look(String path, TestBrowser browser, List<String> seen) {
        TestBrowser.Page page = browser.get(path);
        if (page.field("Content-Type").orElse("").startsWith("text/html")) {
            seen.add(path);
            check(path, page);
        }
    }

    private static void check(String path, TestBrowser.Page page) {
        String text = page.text();
        assertThat(INLINE.matcher(text).find()).as("nothing inline at %s", path).isFalse();
        assertThat(FROM_ELSEWHERE.matcher(text).find())
                .as("nothing from elsewhere at %s", path)
                .isFalse();
        assertThat(FORM.matcher(text).results())
                .as("every form of %s carries the token", path)
                .allMatch(form -> form.group().contains("name=\"" + Guard.FORM_TOKEN + "\""));
        assertThat(CONTROL.matcher(text).results().map(control -> control.group()))
                .as("every control of %s has a label", path)
                .allMatch(control -> isLabelled(control, text));
        if (!path.startsWith("/live/")) {
            assertThat(text)
                    .as("%s is a whole page", path)
                    .contains(
                            "<html lang=\"en\">",
                            "<title>",
                            "<main id=\"content\"",
                            "class=\"skip\"")
                    .containsOnlyOnce("<h1");
        }
    }

    private static boolean isLabelled(String control, String text) {
        if (control.contains("type=\"hidden\"") || control.contains("aria-label")) {
            return true;
        }
        var id = Pattern.compile("id=\"([^\"]+)\"").matcher(control);
        return id.find() && text.contains("for=\"" + id.group(1) + "\"");
    }
}
