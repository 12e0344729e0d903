package io.terrateam.terratunnel.control.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.terrateam.terratunnel.control.ControlPlaneUnderTest;
import io.terrateam.terratunnel.control.TestBrowser;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Route;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The OpenAPI document says what the routes are and how they answer, no more and no less.
final class ApiDocumentTest {
    /// What the edge answers before the control plane hears of it.
    private static final Set<String> ANSWERED_BY_THE_EDGE = Set.of("GET /_health", "GET /ws");

    @TempDir Path dir;
    private ControlPlaneUnderTest plane;
    private Map<String, Map<String, Object>> operations;

    @BeforeEach
    void open() throws Exception {
        plane = new ControlPlaneUnderTest(dir);
        operations = operations();
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private static Map<String, Map<String, Object>> operations() throws Exception {
        Map<String, Map<String, Object>> found = new HashMap<>();
        Map<String, Object> document = JSONObjectUtils.parse(ApiDocument.read().text());
        for (var path : JSONObjectUtils.getJSONObject(document, "paths").entrySet()) {
            Map<?, ?> methods = (Map<?, ?>) path.getValue();
            methods.forEach((method, operation) ->
                    found.put(
                            method.toString().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                            members((Map<?, ?>) operation)));
        }
        return found;
    }

    private static Map<String, Object> members(Map<?, ?> map) {
        Map<String, Object> members = new HashMap<>();
        map.forEach((name, value) -> members.put(name.toString(), value));
        return members;
    }

    private Set<String> statuses(Route route) {
        return members((Map<?, ?>) operations.get(route.toString()).get("responses")).keySet();
    }

    @Test
    void everyRouteIsDescribed_andNothingElse() {
        Set<String> routes =
                plane.web().routes().routes().stream()
                        .map(Route::toString)
                        .collect(Collectors.toCollection(TreeSet::new));
        routes.addAll(ANSWERED_BY_THE_EDGE);

        assertThat(new TreeSet<>(operations.keySet())).isEqualTo(routes);
    }

    @Test
    void everyOperationSaysWhoMayUseIt() {
        for (Route route : plane.web().routes().routes()) {
            Map<String, Object> operation = operations.get(route.toString());

            assertThat(operation.get("x-access"))
                    .as("x-access of %s", route)
                    .isEqualTo(route.access().name().toLowerCase(Locale.ROOT));
            assertThat(operation.get("security"))
                    .as("security of %s", route)
                    .hasToString(security(route.access()));
            assertThat(operation.get("summary")).as("summary of %s", route).isNotNull();
            assertThat(ApiDocument.read().groups())
                    .as("a group of %s", route)
                    .extracting(ApiDocument.Group::name)
                    .contains(((List<?>) operation.get("tags")).getFirst().toString());
        }
    }

    private static String security(Access access) {
        return switch (access) {
            case OPEN, PUBLIC -> "[]";
            case SIGNED_IN, ADMIN -> "[{session=[]}]";
            case API_KEY -> "[{apiKey=[]}]";
            case SESSION_BEARER -> "[{sessionToken=[]}]";
        };
    }

    @Test
    void parametersOfPathsAreDescribed() {
        for (Route route : plane.web().routes().routes()) {
            Set<String> described =
                    operations.get(route.toString()).get("parameters") instanceof List<?> list
                            ? list.stream()
                                    .map(parameter -> (Map<?, ?>) parameter)
                                    .filter(parameter -> "path".equals(parameter.get("in")))
                                    .map(parameter -> "{" + parameter.get("name") + "}")
                                    .collect(Collectors.toSet())
                            : Set.of();

            assertThat(described)
                    .as("parameters of %s", route)
                    .isEqualTo(
                            route.path().segments().stream()
                                    .filter(segment -> segment.startsWith("{"))
                                    .collect(Collectors.toSet()));
        }
    }

    @Test
    void whatTheGuardAnswersIsDescribed() {
        for (Route route : plane.web().routes().routes()) {
            Set<String> expected = new TreeSet<>();
            boolean isPage = route.format() == Route.Format.PAGE;
            switch (route.access()) {
                case OPEN -> {}
                case PUBLIC -> addForgery(route, expected);
                case SIGNED_IN -> {
                    expected.add(isPage ? "302" : "401");
                    addForgery(route, expected);
                }
                case ADMIN -> expected.addAll(Set.of(isPage ? "302" : "401", "403"));
                case API_KEY -> expected.addAll(Set.of("401", "403", "429"));
                case SESSION_BEARER -> expected.add("401");
            }

            assertThat(statuses(route)).as("statuses of %s", route).containsAll(expected);
        }
    }

    private static void addForgery(Route route, Set<String> expected) {
        if (!route.method().equals("GET")) {
            expected.add("403");
        }
    }

    /// Asks every route as everybody, for rows that are there and rows that are not.
    @Test
    void whatRoutesAnswerIsDescribed() {
        TestBrowser root = plane.browserOf("root");
        TestBrowser mona = plane.browserOf("mona");
        plane.user("eve");
        for (String id : List.of("999999", "x", Long.toString(plane.user("eve").id()))) {
            for (TestBrowser browser : List.of(plane.browser(), mona, root)) {
                for (Route route : plane.web().routes().routes()) {
                    if (!route.path().toString().contains("sessions/end")
                            && !route.path().toString().endsWith("/logout")) {
                        String path = route.path().toString().replaceAll("\\{[a-z_]+}", id);
                        check(route, browser.send(route.method(), path, "", "origin", "https://x"));
                        check(route, browser.submitAs(route.method(), path, "query", "SELECT 1"));
                        check(route, browser.send(route.method(), path + "?page=0&from=x", ""));
                    }
                }
            }
        }
    }

    private void check(Route route, TestBrowser.Page page) {
        assertThat(statuses(route))
                .as("%s answered %s: %s", route, page.status(), page.text())
                .contains(Integer.toString(page.status()));
    }

    @Test
    void pageMarksWhatIsCode() {
        String page = plane.browser().get("/docs").text();

        assertThat(page)
                .doesNotContain("`")
                .contains("<code>redirect_uri</code> is not allowed.")
                .contains("<td><code>S256</code>.")
                .contains("Errors of the API are <code>{\"detail\": …}</code>, those of pages");
        assertThat(Prose.of("one ` alone").parts())
                .containsExactly(new Prose.Part("one ` alone", false));
        assertThat(Prose.of("`a``b`").parts())
                .containsExactly(new Prose.Part("a", true), new Prose.Part("b", true));
    }

    @Test
    void pageShowsEveryOperation() {
        String page = plane.browser().get("/docs").text();

        operations
                .keySet()
                .forEach(operation -> assertThat(page).contains(operation.split(" ")[1]));
        assertThat(plane.browser().get("/openapi.json").text())
                .isEqualTo(ApiDocument.read().text());
    }
}
