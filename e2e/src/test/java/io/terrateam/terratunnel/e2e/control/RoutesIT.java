package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every route of the served OpenAPI document, asked for by a stranger, a user and an
/// administrator: who gets in, and what every answer carries whoever asked and however it ended.
@ExtendWith(SharedControl.class)
class RoutesIT {
    private static final List<String> EDGES_OWN = List.of("/_health", "/ws");

    private static final Pattern TAG =
            Pattern.compile("<[a-zA-Z][^\\s/>]*((?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([^\\s\"'>/=]+)(?:\\s*=\\s*(?:\"[^\"]*\"|'[^']*'|[^\\s\"'>]+))?");

    private static ControlServer server;
    private static WebClient user;
    private static WebClient admin;
    private static List<Operation> operations;

    /// One method of one path.
    private record Operation(String method, String path, boolean bySession) {
        boolean isAdmins() {
            return path.startsWith("/admin") || path.startsWith("/api/admin");
        }

        boolean isJson() {
            return path.startsWith("/api/") || path.startsWith("/live/");
        }

        boolean isSafe() {
            return method.equals("GET");
        }

        /// With ids that nobody has.
        String target() {
            return path.replaceAll("\\{\\w*id}", "987654321").replaceAll("\\{\\w+}", "none");
        }
    }

    @BeforeAll
    static void start(ControlServer shared) throws Exception {
        server = shared;
        user = server.signedIn(ProviderAccount.of(1_001, "octocat"));
        admin = server.signedIn(ControlServer.ADMIN);
        operations = operations(server.visitor().get("/openapi.json").text());
        assertThat(operations).hasSizeGreaterThan(35);
    }

    private static List<Operation> operations(String document) {
        List<Operation> found = new ArrayList<>();
        JsonObject paths =
                JsonParser.parseString(document).getAsJsonObject().getAsJsonObject("paths");
        for (String path : paths.keySet()) {
            JsonObject methods = paths.getAsJsonObject(path);
            for (String method : methods.keySet()) {
                var security = methods.getAsJsonObject(method).getAsJsonArray("security");
                boolean bySession = security != null && security.toString().contains("\"session\"");
                found.add(new Operation(method.toUpperCase(Locale.ROOT), path, bySession));
            }
        }
        found.removeIf(it -> EDGES_OWN.contains(it.path()));
        return found;
    }

    private static void assertGuarded(String what, RawResponse answer) {
        assertThat(answer.status()).as(what + answer.text()).isLessThan(500);
        String policy = answer.header("content-security-policy").orElse("none");
        assertThat(policy)
                .as(what)
                .contains("default-src 'none'", "script-src 'self'", "base-uri 'none'")
                .contains("frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe", "*", "data:", "http:");
        assertThat(answer.header("x-content-type-options")).as(what).contains("nosniff");
        assertThat(answer.header("referrer-policy"))
                .as(what)
                .get()
                .asString()
                .isIn("same-origin", "no-referrer");
        assertThat(answer.header("cross-origin-resource-policy")).as(what).contains("same-origin");
        assertThat(answer.header("cross-origin-opener-policy")).as(what).isPresent();
        assertThat(answer.header("strict-transport-security"))
                .as(what)
                .contains("max-age=31536000");
        assertThat(answer.header("x-request-id")).as(what).isPresent();
        assertThat(answer.header("cache-control")).as(what).contains("no-store");
        assertThat(answer.head().lines())
                .as(what)
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("server:"));
        if (answer.body().length > 0) {
            assertThat(answer.header("content-type")).as(what).isPresent();
        }
    }

    private static RawResponse ask(WebClient whom, Operation operation) throws Exception {
        return operation.isSafe()
                ? whom.get(operation.target())
                : whom.send(operation.method(), operation.target(), WebClient.FROM_OUR_PAGE, "");
    }

    @Test
    void everyAnswerOfEveryRouteIsGuarded_whoeverAsks() throws Exception {
        for (Operation operation : operations) {
            if (operation.path().equals("/auth/logout") || operation.path().contains("authorize")) {
                continue;
            }
            for (WebClient whom : List.of(server.visitor(), user, admin)) {
                assertGuarded(operation.toString(), ask(whom, operation));
            }
        }
        assertThat(user.isSignedIn()).isTrue();
    }

    @Test
    void routesOfSessionsSendStrangersToSignIn() throws Exception {
        List<Operation> bySession = operations.stream().filter(Operation::bySession).toList();
        assertThat(bySession).hasSizeGreaterThan(25);
        for (Operation operation : bySession) {
            RawResponse answer = ask(server.visitor(), operation);
            if (operation.isJson()) {
                assertEquals(401, answer.status(), operation.toString());
                assertEquals("{\"detail\":\"Authentication required\"}", answer.text());
            } else {
                assertEquals(302, answer.status(), operation.toString());
                assertThat(WebClient.location(answer)).startsWith("/auth/login");
            }
        }
    }

    @Test
    void routesOfAdministratorsAreForThemAlone() throws Exception {
        List<Operation> admins = operations.stream().filter(Operation::isAdmins).toList();
        assertThat(admins).hasSizeGreaterThan(12);
        for (Operation operation : admins) {
            assertThat(operation.bySession()).as(operation.toString()).isTrue();
            RawResponse answer = ask(user, operation);
            assertEquals(403, answer.status(), operation.toString());
            assertThat(answer.text())
                    .contains(
                            operation.isJson()
                                    ? "{\"detail\":\"Admin access required\"}"
                                    : "Only administrators");
            if (operation.isSafe()) {
                assertThat(ask(admin, operation).status())
                        .as(operation.toString())
                        .isNotEqualTo(403);
            }
        }
    }

    @Test
    void everyChangeByABrowserNeedsTheFormToken() throws Exception {
        for (Operation operation : operations) {
            if (!operation.isSafe() && operation.bySession()) {
                RawResponse answer = ask(admin, operation);
                assertEquals(403, answer.status(), operation.toString());
            }
        }
    }

    @Test
    void headSaysWhatGetSaysWithoutTheBody() throws Exception {
        for (Operation operation : operations) {
            if (!operation.isSafe() || operation.path().matches("/auth/git(hub|lab).*")) {
                continue;
            }
            RawResponse get = admin.get(operation.target());
            RawResponse head = admin.send("HEAD", operation.target(), List.of(), "");
            assertEquals(get.status(), head.status(), operation.toString());
            assertThat(head.body()).isEmpty();
            assertEquals(get.header("content-type"), head.header("content-type"));
            assertGuarded("HEAD " + operation, head);
        }
    }

    @Test
    void otherMethodsAre405WithTheRightOnes() throws Exception {
        for (String path : operations.stream().map(Operation::path).distinct().toList()) {
            String target =
                    operations.stream()
                            .filter(it -> it.path().equals(path))
                            .findFirst()
                            .orElseThrow()
                            .target();
            for (String method : List.of("PUT", "PATCH", "PROPFIND", "FOO")) {
                RawResponse answer = admin.send(method, target, WebClient.FROM_OUR_PAGE, "");
                assertEquals(405, answer.status(), method + " " + path);
                assertThat(answer.header("allow").orElse(""))
                        .as(path)
                        .containsAnyOf("GET", "POST", "DELETE");
                assertGuarded(method + " " + path, answer);
            }
            RawResponse options = admin.send("OPTIONS", target, List.of(), "");
            assertEquals(204, options.status(), path);
            assertThat(options.header("allow")).isPresent();
        }
        for (String method : List.of("TRACE", "CONNECT")) {
            assertThat(admin.send(method, "/", List.of(), "").status()).isIn(400, 405);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing-here, text/html",
        "/api/nothing-here, application/json",
        "/api/auth/keysx, application/json",
        "/tunnels/1/2/3/4, text/html",
        "/Account, text/html",
        "/account/, text/html",
        "//account, text/html",
        "/./account, text/html",
        "/x/../account, text/html",
        "/%2e%2e/account, text/html",
        "/account%00, text/html",
        "/account;a=b, text/html",
        "/assets/, text/html",
        "/assets/../app.css, text/html",
        "/assets/..%2f..%2fopenapi.json, text/html",
        "/assets/%2e%2e%2fapp.css, text/html",
        "/assets/none.css, text/html",
        "/.env, text/html",
        "/terratunnel.db, text/html",
        "/tunnels/-1, text/html",
        "/tunnels/99999999999999999999, text/html",
        "/tunnels/1%20OR%201=1, text/html",
        "/favicon.ico, text/html"
    })
    void whatIsNotThereIsANotFoundOfItsKind(String target, String type) throws Exception {
        RawResponse answer = user.get(target);

        assertThat(answer.status()).as(answer.text()).isIn(404, 400);
        assertThat(answer.header("content-type").orElse("")).startsWith(type);
        assertGuarded(target, answer);
        if (type.equals("application/json")) {
            assertEquals("{\"detail\":\"Not Found\"}", answer.text());
        }
    }

    @Test
    void assetsAreKeptForEverAndNothingElseIs() throws Exception {
        String page = server.visitor().get("/").text();
        var asset =
                java.util.regex.Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page);
        int count = 0;
        while (asset.find()) {
            RawResponse answer = server.visitor().get(asset.group(1));
            assertEquals(200, answer.status());
            assertThat(answer.header("cache-control").orElse(""))
                    .contains("immutable", "max-age=31536000");
            assertThat(answer.headers("set-cookie")).isEmpty();
            assertThat(answer.header("x-content-type-options")).contains("nosniff");
            count++;
        }
        assertThat(count).isGreaterThan(3);
    }

    /// No inline script or style, no other host: so the pages work under their own policy.
    @Test
    void pagesKeepTheirOwnPolicy() throws Exception {
        for (Operation operation : operations) {
            RawResponse answer = operation.isSafe() ? admin.get(operation.target()) : null;
            if (answer == null
                    || !answer.header("content-type").orElse("").startsWith("text/html")) {
                continue;
            }
            assertThat(answer.text())
                    .as(operation.toString())
                    .doesNotContain("<style", "javascript:", "<iframe")
                    .doesNotContainPattern("<script(?! src=\"/assets/)")
                    .doesNotContainPattern("(?:src|action)=\"(?!/)");
            assertThat(attributes(answer.text()))
                    .as(operation.toString())
                    .doesNotContain("style", "http-equiv")
                    .noneMatch(name -> name.startsWith("on"));
        }
    }

    /// The names of all elements' attributes; what looks like one in a text is none.
    private static Set<String> attributes(String html) {
        Set<String> names = new HashSet<>();
        TAG.matcher(html)
                .results()
                .flatMap(tag -> ATTRIBUTE.matcher(tag.group(1)).results())
                .forEach(attribute -> names.add(attribute.group(1).toLowerCase(Locale.ROOT)));
        return names;
    }

    @ParameterizedTest
    @CsvSource({
        "<svg/onload=alert(1)>, onload",
        "<a href=\"/\" OnClick=alert(1)>, onclick",
        "<p title=\"x\"style=\"top:0\">, style",
        "<p title='>'\tonload='x'>, onload",
        "<input disabled onfocus>, onfocus"
    })
    void checkSeesAttributesHoweverTheyAreWritten(String html, String name) {
        assertThat(attributes(html)).contains(name);
        assertThat(attributes("<p title=\"" + html.replace('"', ' ') + "\">")).doesNotContain(name);
    }

    @Test
    void bodiesThatAreTooLargeAre413_onAnyRoute() throws Exception {
        String body = "name=" + "x".repeat(300_000);
        for (String target :
                List.of("/account/sessions/end", "/api/auth/exchange", "/nothing", "/")) {
            RawResponse answer = user.send("POST", target, WebClient.FROM_OUR_PAGE, body);
            assertEquals(413, answer.status(), target);
            assertThat(answer.header("x-content-type-options")).contains("nosniff");
            assertThat(answer.header("cache-control")).contains("no-store");
        }
        assertThat(user.isSignedIn()).isTrue();
    }

    @Test
    void bodyThatIsTooLargeIsRefusedAlsoWhereItsLengthIsNotSaid() throws Exception {
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            visitor.send(
                    "POST /api/auth/exchange HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .formatted(ControlServer.HOST));
            byte[] chunk =
                    ("10000\r\n" + "x".repeat(0x10000) + "\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (int i = 0; i < 5; i++) {
                visitor.send(chunk);
            }
            assertEquals(413, visitor.readHead().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"40000, 431", "9000, 200"})
    void hugeFieldsAreRefusedBeforeAnythingLooksAtThem(int length, int status) throws Exception {
        RawResponse answer = server.visitor().get("/", "X-Long: " + "x".repeat(length));

        assertEquals(status, answer.status());
    }

    @Test
    void hugeTargetsAndManyFieldsAreRefused() throws Exception {
        assertEquals(414, server.visitor().get("/?x=" + "x".repeat(9_000)).status());
        String[] fields = new String[120];
        java.util.Arrays.setAll(fields, i -> "X-" + i + ": 1");
        assertEquals(431, server.visitor().get("/", fields).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/login?redirect_uri=%",
                "/auth/login?redirect_uri=%zz",
                "/?%",
                "/?=&=&&;",
                "/admin/audit?page=-1",
                "/admin/audit?before=x",
                "/admin/audit?from=9999999-01-01",
                "/admin/audit?event_type=%27",
                "/admin/users?after=99999999999999999999",
                "/admin/database/tables/users?page=0",
                "/admin/database/tables/users?page_size=1e9",
                "/admin/database/tables/sqlite_master",
                "/admin/database/tables/users%00",
                "/api/admin/db/tables/users?page=x",
                "/api/admin/db/query",
                "/admin/users/0"
            })
    void oddQueriesAreNoErrorsOfTheServer(String target) throws Exception {
        RawResponse answer = admin.get(target);

        assertThat(answer.status()).as(answer.text()).isBetween(200, 499);
        assertGuarded(target, answer);
        assertThat(answer.text()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void oddFormsAreNoErrorsOfTheServer() throws Exception {
        String tunnel = "/tunnels/" + user.tunnelId();
        for (String name :
                List.of("", " ", "x".repeat(5_000), "\u0000", "\ud83d\ude80", "a\r\nb", "\u202e")) {
            for (String action : List.of("/rename", "/keys/generate")) {
                RawResponse answer = user.post(tunnel + action, Map.of("name", name, "days", "-1"));
                assertThat(answer.status()).as(action + name + answer.text()).isBetween(200, 499);
            }
        }
        for (String days : List.of("0", "x", "99999999999", "1.5", "-7")) {
            RawResponse answer = user.post(tunnel + "/keys/generate", Map.of("days", days));
            assertEquals(422, answer.status(), days);
        }
    }

    @Test
    void requestIdOfAStrangerIsNotWrittenBackUnlessItIsHarmless() throws Exception {
        RawResponse answer =
                server.visitor().get("/nothing", "X-Request-Id: <script>alert(1)</script>");

        assertThat(answer.text()).doesNotContain("<script>alert");
        assertThat(answer.header("x-request-id").orElse("")).doesNotContain("<");
    }
}
