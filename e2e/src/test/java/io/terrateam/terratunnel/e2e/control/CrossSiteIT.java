package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that other pages make a browser send. Tunnels' pages are of the same *site* as the
/// server's own, so that browsers add its cookies whatever `SameSite` says; nothing may come of it.
@ExtendWith(SharedControl.class)
class CrossSiteIT {
    private static final String TUNNEL = "https://evil." + ControlServer.HOST;
    private static final String OURS = "Origin: " + ControlServer.ORIGIN;
    private static final AtomicLong IDS = new AtomicLong(7_000);

    private static ControlServer server;

    /// Something that a page of ours can do.
    ///
    /// @param target with `{tunnel}`, `{key}` and `{user}` for the ids of whoever does it
    /// @param byAdmin whether only administrators may
    record Action(String target, Map<String, String> form, boolean byAdmin) {
        static Action of(String target, String... form) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < form.length; i += 2) {
                fields.put(form[i], form[i + 1]);
            }
            return new Action(target, fields, false);
        }

        Action admins() {
            return new Action(target, form, true);
        }

        @Override
        public String toString() {
            return target;
        }
    }

    @BeforeAll
    static void start(ControlServer shared) {
        server = shared;
    }

    static Stream<Action> actions() {
        return Stream.of(
                Action.of("/tunnels/{tunnel}/rename", "name", "Renamed"),
                Action.of("/tunnels/{tunnel}/disable"),
                Action.of("/tunnels/{tunnel}/enable"),
                Action.of("/tunnels/{tunnel}/delete"),
                Action.of("/tunnels/{tunnel}/keys/generate", "name", "mine"),
                Action.of("/tunnels/{tunnel}/keys/{key}/revoke"),
                Action.of("/tunnels/create", "name", "another").admins(),
                Action.of("/account/sessions/end"),
                Action.of("/auth/logout"),
                Action.of(
                        "/auth/approve",
                        "client",
                        "setup",
                        "redirect_uri",
                        "http://localhost:3000/cb",
                        "answer",
                        "yes",
                        "tunnel_id",
                        "{tunnel}"));
    }

    /// What browsers say of requests that are not from a page of ours, and more.
    private static List<List<String>> foreignFields() {
        return List.of(
                List.of("Origin: " + TUNNEL, "Sec-Fetch-Site: same-site"),
                List.of("Origin: " + TUNNEL),
                List.of("Sec-Fetch-Site: same-site"),
                List.of("Sec-Fetch-Site: cross-site"),
                List.of("Sec-Fetch-Site: none"),
                List.of(OURS, "Sec-Fetch-Site: same-site"),
                List.of(OURS, "Sec-Fetch-Site: cross-site"),
                List.of(OURS, "Origin: " + TUNNEL),
                List.of("Origin: " + TUNNEL, OURS),
                List.of("Origin: null", "Sec-Fetch-Site: same-origin"),
                List.of("Origin: http://" + ControlServer.HOST),
                List.of("Origin: " + ControlServer.ORIGIN + ":444"),
                List.of("Origin: " + ControlServer.ORIGIN + ".evil.example.org"),
                List.of("Origin: " + ControlServer.ORIGIN + "/"),
                List.of("Origin: " + ControlServer.ORIGIN + ", " + TUNNEL),
                List.of("Origin: "),
                List.of("Referer: " + ControlServer.ORIGIN + "/account"),
                List.of(
                        "Host: " + ControlServer.HOST,
                        "X-Forwarded-Host: evil.example.org",
                        "Origin: https://evil.example.org"),
                List.of());
    }

    private static WebClient somebody(Action action) throws Exception {
        long id = IDS.incrementAndGet();
        WebClient visitor =
                server.signedIn(
                        action.byAdmin() ? ControlServer.ADMIN : ProviderAccount.of(id, "u" + id));
        if (action.target().contains("{key}")) {
            visitor.newKey("to be revoked");
        }
        return visitor;
    }

    private static String fill(String text, WebClient visitor) throws Exception {
        String filled = text;
        if (filled.contains("{tunnel}")) {
            filled = filled.replace("{tunnel}", visitor.tunnelId());
        }
        if (filled.contains("{key}")) {
            String page = visitor.get("/tunnels/" + visitor.tunnelId()).text();
            filled =
                    filled.replace(
                            "{key}", WebClient.first(Pattern.compile("/keys/(\\d+)/revoke"), page));
        }
        return filled;
    }

    private static Map<String, String> form(Action action, WebClient visitor) throws Exception {
        Map<String, String> filled = new LinkedHashMap<>();
        for (var field : action.form().entrySet()) {
            filled.put(field.getKey(), fill(field.getValue(), visitor));
        }
        return filled;
    }

    /// All that these actions could have changed.
    private static List<String> state(WebClient visitor) throws Exception {
        List<String> pages = new ArrayList<>();
        for (String target : List.of("/", "/tunnels/" + visitor.tunnelId(), "/account")) {
            String text = visitor.get(target).text();
            assertThat(text).contains("</main>");
            pages.add(
                    text.substring(text.indexOf("<main"), text.indexOf("</main>"))
                            .replaceAll("(?s)<time.*?</time>", "")
                            .replaceAll("(?s)data-key=\"(live|recent)\".*", ""));
        }
        return pages;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("actions")
    void nothingHappensUnlessAPageOfOursSaysSoWithItsToken(Action action) throws Exception {
        WebClient visitor = somebody(action);
        String target = fill(action.target(), visitor);
        Map<String, String> form = form(action, visitor);
        Map<String, String> withToken = new LinkedHashMap<>(form);
        withToken.put("form_token", visitor.formToken());
        List<String> before = state(visitor);

        for (List<String> fields : foreignFields()) {
            RawResponse answer = visitor.postAsIs(target, withToken, fields);
            assertEquals(403, answer.status(), () -> fields + " " + answer.text());
        }
        WebClient other = server.signedIn(ProviderAccount.of(7_000, "somebody-else"));
        for (String token : List.of("", "x", other.formToken(), other.formToken() + "x")) {
            Map<String, String> wrong = new LinkedHashMap<>(form);
            wrong.put("form_token", token);
            RawResponse answer = visitor.postAsIs(target, wrong, WebClient.FROM_OUR_PAGE);
            assertEquals(403, answer.status(), () -> token + " " + answer.text());
        }
        assertEquals(403, visitor.postAsIs(target, form, WebClient.FROM_OUR_PAGE).status());
        assertEquals(before, state(visitor));

        RawResponse right = visitor.postAsIs(target, withToken, WebClient.FROM_OUR_PAGE);
        assertThat(right.status()).as(right.text()).isIn(200, 302, 303);
    }

    /// Old browsers don't say `Sec-Fetch-Site`, and a form of ours may come without `Origin`.
    @Test
    void oneOfTheTwoFieldsIsEnoughWhereTheOtherIsNotSaid() throws Exception {
        WebClient visitor = somebody(Action.of("/"));
        String target = "/tunnels/" + visitor.tunnelId() + "/rename";
        for (String field : List.of(OURS, "Sec-Fetch-Site: same-origin")) {
            Map<String, String> form = Map.of("name", "n", "form_token", visitor.formToken());
            assertThat(visitor.postAsIs(target, form, List.of(field)).status()).isIn(302, 303);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("actions")
    void otherMethodsDoNothing(Action action) throws Exception {
        WebClient visitor = somebody(action);
        String target = fill(action.target(), visitor);
        List<String> before = state(visitor);

        for (String method : List.of("PUT", "PATCH", "DELETE", "GET", "HEAD")) {
            RawResponse answer = visitor.send(method, target, WebClient.FROM_OUR_PAGE, "");
            boolean isPage = answer.status() == 200 && method.matches("GET|HEAD");
            if (!isPage) {
                assertThat(answer.status()).as(method + " " + target).isIn(400, 404, 405);
            }
        }
        List<String> override = new ArrayList<>(WebClient.FROM_OUR_PAGE);
        override.add("X-HTTP-Method-Override: POST");
        visitor.send(
                "GET", target + "?_method=POST&form_token=" + visitor.formToken(), override, "");

        assertEquals(before, state(visitor));
    }

    /// What HTML forms and `fetch` can send without asking first.
    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/json", "multipart/form-data; boundary=x", ""})
    void tokenIsReadFromFormsOnly(String type) throws Exception {
        WebClient visitor = somebody(Action.of("/"));
        String token = visitor.formToken();
        List<String> fields = new ArrayList<>(WebClient.FROM_OUR_PAGE);
        fields.add("Content-Type: " + type);
        String target = "/tunnels/" + visitor.tunnelId() + "/delete?form_token=" + token;

        RawResponse answer = visitor.send("POST", target, fields, "form_token=" + token + "x");

        assertEquals(403, answer.status());
        assertThat(visitor.tunnelId()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/account",
                "/auth/me",
                "/api/auth/me",
                "/api/auth/exchange",
                "/live/home"
            })
    void noOtherOriginMayReadAnything(String target) throws Exception {
        WebClient visitor = somebody(Action.of("/"));
        List<String> fields =
                List.of(
                        "Origin: " + TUNNEL,
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: authorization, content-type");

        for (String method : List.of("OPTIONS", "GET")) {
            RawResponse answer = visitor.send(method, target, fields, "");
            assertThat(answer.head().lines())
                    .noneMatch(line ->
                            line.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
        }
    }

    @Test
    void tunnelsOfOthersAreNotFound_whateverIsDoneToThem() throws Exception {
        WebClient owner = somebody(Action.of("/"));
        owner.newKey("mine");
        String id = owner.tunnelId();
        String key =
                WebClient.first(
                        Pattern.compile("/keys/(\\d+)/revoke"), owner.get("/tunnels/" + id).text());
        List<String> before = state(owner);
        WebClient other = somebody(Action.of("/"));

        for (String page : List.of("", "/keys/new", "/delete")) {
            assertEquals(404, other.get("/tunnels/" + id + page).status(), page);
        }
        assertEquals(404, other.get("/live/tunnels/" + id).status());
        for (String action :
                List.of(
                        "rename",
                        "disable",
                        "enable",
                        "delete",
                        "keys/generate",
                        "keys/" + key + "/revoke")) {
            RawResponse answer = other.post("/tunnels/" + id + "/" + action, Map.of("name", "x"));
            assertEquals(404, answer.status(), action);
        }
        // A key of another tunnel, by way of one's own.
        String mixed = "/tunnels/" + other.tunnelId() + "/keys/" + key + "/revoke";
        assertEquals(404, other.post(mixed, Map.of()).status());
        assertEquals(before, state(owner));
    }

    @Test
    void whoIsNotSignedInIsSentToDoSo_andNothingHappens() throws Exception {
        WebClient owner = somebody(Action.of("/"));
        String page = "/tunnels/" + owner.tunnelId();
        List<String> before = state(owner);
        WebClient stranger = server.visitor();

        assertThat(WebClient.location(stranger.get(page))).startsWith("/auth/login?redirect_uri=");
        for (String action : List.of("/rename", "/delete", "/keys/generate")) {
            RawResponse answer =
                    stranger.postAsIs(page + action, Map.of(), WebClient.FROM_OUR_PAGE);
            assertThat(WebClient.location(answer)).startsWith("/auth/login");
        }
        assertEquals(401, stranger.get("/live/home").status());
        assertEquals(before, state(owner));
    }
}
