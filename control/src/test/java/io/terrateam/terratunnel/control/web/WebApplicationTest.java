package io.terrateam.terratunnel.control.web;

import static io.terrateam.terratunnel.control.web.WebRequests.MONA;
import static io.terrateam.terratunnel.control.web.WebRequests.ORIGIN;
import static io.terrateam.terratunnel.control.web.WebRequests.form;
import static io.terrateam.terratunnel.control.web.WebRequests.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The frame around all pages: access, origin, form tokens, errors, standard fields.
final class WebApplicationTest {
    private final List<String> done = new ArrayList<>();

    private final WebApplication application =
            new WebApplication(
                    new RouteTable(
                            List.of(
                                    Route.page("GET", "/", Access.PUBLIC, this::who),
                                    Route.page("POST", "/open", Access.OPEN, this::act),
                                    Route.page("POST", "/public", Access.PUBLIC, this::act),
                                    Route.page("GET", "/mine", Access.SIGNED_IN, this::who),
                                    Route.page("POST", "/mine", Access.SIGNED_IN, this::act),
                                    Route.api("POST", "/api/mine", Access.SIGNED_IN, this::act),
                                    Route.page("GET", "/admin", Access.ADMIN, this::who),
                                    Route.api("GET", "/api/admin", Access.ADMIN, this::who),
                                    Route.api("GET", "/api/keys", Access.API_KEY, this::keyCaller),
                                    Route.api("GET", "/me", Access.SESSION_BEARER, this::who),
                                    Route.page("GET", "/bug", Access.OPEN, this::bug),
                                    Route.page("GET", "/late", Access.OPEN, this::lateBug),
                                    Route.page("GET", "/file", Access.OPEN, this::file))),
                    new Guard(WebRequests.identities(), ORIGIN),
                    (request, status, detail, viewer) ->
                            (status + " page: " + detail + viewer.map(v -> " for " + v).orElse(""))
                                    .getBytes(UTF_8));

    private Answer who(Call call) {
        return Answer.text(
                200,
                "text/plain",
                call.visitor().map(SignedIn::user).map(u -> u.username()).orElse("nobody"));
    }

    private Answer keyCaller(Call call) {
        return Answer.text(200, "text/plain", "key " + call.keyCaller().keyId());
    }

    private Answer act(Call call) {
        done.add(call.request().path());
        return Answer.redirect("/");
    }

    private Answer bug(Call call) {
        throw new IllegalStateException("secret detail");
    }

    private Answer lateBug(Call call) {
        return Answer.download(
                "text/csv",
                "rows.csv",
                out -> {
                    out.write("a,b\n".getBytes(UTF_8));
                    throw new IOException("the database broke");
                });
    }

    private Answer file(Call call) {
        return Answer.download("text/csv", "rows.csv", out -> out.write("a,b\n".getBytes(UTF_8)))
                .with("Cache-Control", "private");
    }

    // ---- who may

    @ParameterizedTest
    @CsvSource({
        "/, , 200, nobody",
        "/, mona, 200, mona",
        "/mine, mona, 200, mona",
        "/admin, root, 200, root",
        "/admin, mona, 403, 403 page: Only administrators may see this page. for session of mona",
        "/api/admin, mona, 403, '{\"detail\":\"Admin access required\"}'",
        "/api/admin, , 401, '{\"detail\":\"Authentication required\"}'"
    })
    void accessIsByCookie(String path, String cookie, int status, String body) {
        Sent sent = get(path, "cookie", cookie == null ? "x" : cookie);

        assertThat(sent.status).isEqualTo(status);
        assertThat(sent.text()).isEqualTo(body);
    }

    @Test
    void errorsOfPages_areDocumentsForProgramsThatDoNotAskForPages() {
        Sent page = get("/nothing", "accept", "text/html,*/*;q=0.8");
        Sent document = get("/nothing", "accept", "*/*");

        assertThat(page.text()).startsWith("404 page");
        assertThat(document.text()).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @Test
    void pageOfSomebodyLeadsToLoginAndBack() {
        Sent sent = get("/mine?a=1&b=%2F");

        assertThat(sent.status).isEqualTo(302);
        assertThat(sent.field("Location"))
                .contains("/auth/login?redirect_uri=%2Fmine%3Fa%3D1%26b%3D%252F");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/keys, , 403, Not authenticated",
        "/api/keys, Basic eDp5, 403, Invalid authentication credentials",
        "/api/keys, Bearer, 403, Invalid authentication credentials",
        "/api/keys, Bearer bad, 401, Invalid or expired API key",
        "/me, , 401, Missing or invalid authorization header",
        "/me, Bearer bad, 401, Invalid token"
    })
    void badBearerIsRefused(String path, String authorization, int status, String detail) {
        Sent sent =
                authorization == null
                        ? get(path, "cookie", "mona")
                        : get(path, "authorization", authorization, "cookie", "mona");

        assertThat(sent.status).isEqualTo(status);
        assertThat(sent.text()).isEqualTo("{\"detail\":\"" + detail + "\"}");
    }

    @Test
    void bearerOpensWhatTheCookieDoesNot() {
        assertThat(get("/api/keys", "authorization", "bearer good").text()).isEqualTo("key 7");
        assertThat(get("/me", "authorization", "Bearer good").text()).isEqualTo("mona");
        assertThat(get("/mine", "authorization", "Bearer good").status).isEqualTo(302);
    }

    // ---- requests that other sites make

    @ParameterizedTest
    @CsvSource({
        // our own page, by browsers with and without Sec-Fetch-Site
        "https://tunnel.example.test, same-origin, 302",
        "https://tunnel.example.test, , 302",
        ", same-origin, 302",
        // a tunnel: the same site, another origin
        "https://evil.tunnel.example.test, same-site, 403",
        "https://evil.tunnel.example.test, , 403",
        ", same-site, 403",
        // somewhere else
        "https://evil.test, cross-site, 403",
        ", cross-site, 403",
        "null, cross-site, 403",
        "null, , 403",
        // odd ones
        ", , 403",
        ", none, 403",
        "https://tunnel.example.test, same-site, 403",
        "https://tunnel.example.test, cross-site, 403",
        "http://tunnel.example.test, , 403",
        "https://tunnel.example.test:8443, , 403",
        "https://tunnel.example.test., , 403",
        "https://TUNNEL.example.test, , 403",
        "https://tunnel.example.test.evil.test, , 403"
    })
    void changesAreOnlyMadeByPagesOfOurs(String origin, String site, int status) {
        List<String> fields = new ArrayList<>(List.of("cookie", "mona"));
        if (origin != null) {
            fields.addAll(List.of("origin", origin));
        }
        if (site != null) {
            fields.addAll(List.of("sec-fetch-site", site));
        }

        Sent sent = post("/mine", MONA.formToken(), fields.toArray(new String[0]));

        assertThat(sent.status).isEqualTo(status);
        assertThat(done).hasSize(status == 302 ? 1 : 0);
    }

    @Test
    void originThatComesTwiceIsRefused() {
        Sent sent =
                post(
                        "/mine",
                        MONA.formToken(),
                        "cookie",
                        "mona",
                        "origin",
                        ORIGIN,
                        "origin",
                        ORIGIN);

        assertThat(sent.status).isEqualTo(403);
    }

    @Test
    void formNeedsTheTokenOfItsSession() {
        for (String token : List.of("", "x", WebRequests.ROOT.formToken())) {
            assertThat(post("/mine", token, "cookie", "mona", "origin", ORIGIN).status)
                    .isEqualTo(403);
        }
        assertThat(done).isEmpty();

        assertThat(serve(request("POST", "/api/mine", "cookie", "mona", "origin", ORIGIN)).status)
                .isEqualTo(403);
        assertThat(
                        serve(
                                        request(
                                                "POST",
                                                "/api/mine",
                                                "cookie",
                                                "mona",
                                                "origin",
                                                ORIGIN,
                                                "x-form-token",
                                                MONA.formToken()))
                                .status)
                .isEqualTo(302);
        assertThat(done).containsExactly("/api/mine");
    }

    @Test
    void pageForAnyoneAsksForOriginButNeedsNoSession() {
        assertThat(post("/public", "", "origin", ORIGIN).status).isEqualTo(302);
        assertThat(post("/public", "", "origin", "https://evil.test").status).isEqualTo(403);
        assertThat(post("/public", "", "origin", ORIGIN, "cookie", "mona").status)
                .as("with a session its token is needed")
                .isEqualTo(403);
        assertThat(post("/open", "").status).as("for machines").isEqualTo(302);
        assertThat(done).containsExactly("/public", "/open");
    }

    // ---- answers

    @Test
    void everyAnswerHasTheStandardFields() {
        for (String path : List.of("/", "/nowhere", "/bug", "/mine", "/api/admin", "/file")) {
            Sent sent = get(path);
            assertThat(sent.field("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http", "*", "data:");
            assertThat(sent.field("X-Content-Type-Options")).contains("nosniff");
            assertThat(sent.field("Referrer-Policy")).contains("same-origin");
            assertThat(sent.field("Cross-Origin-Opener-Policy")).contains("same-origin");
            assertThat(sent.field("Cross-Origin-Resource-Policy")).contains("same-origin");
            assertThat(sent.field("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(sent.field("Cache-Control"))
                    .contains(path.equals("/file") ? "private" : "no-store");
            assertThat(sent.field("X-Request-Id")).contains("the-id");
        }
    }

    @Test
    void unknownPathIsAPageOrADocument() {
        assertThat(get("/nowhere").status).isEqualTo(404);
        assertThat(get("/nowhere", "cookie", "mona").text())
                .isEqualTo("404 page: Not Found for session of mona");
        assertThat(get("/api/nowhere").text()).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @Test
    void wrongMethodNamesTheRightOnes() {
        Sent refused = serve(request("DELETE", "/mine"));
        assertThat(refused.status).isEqualTo(405);
        assertThat(refused.field("Allow")).contains("GET, HEAD, POST");

        Sent options = serve(request("OPTIONS", "/mine"));
        assertThat(options.status).isEqualTo(204);
        assertThat(options.field("Content-Length")).isEmpty();
        assertThat(options.field("Allow")).contains("GET, HEAD, POST");
    }

    @Test
    void bugTellsItsIdAndNothingElse() {
        Sent sent = get("/bug");

        assertThat(sent.status).isEqualTo(500);
        assertThat(sent.text()).doesNotContain("secret");
    }

    @Test
    void bodyThatFailsIsCut() {
        Sent sent = get("/late");

        assertThat(sent.status).isEqualTo(200);
        assertThat(sent.end).isEqualTo("aborted");
    }

    @Test
    void bodyIsStreamedAndEnded() {
        Sent sent = get("/file");

        assertThat(sent.text()).isEqualTo("a,b\n");
        assertThat(sent.end).isEqualTo("ended");
        assertThat(sent.field("Content-Disposition")).contains("attachment; filename=\"rows.csv\"");
        assertThat(serve(request("HEAD", "/file")).text()).isEmpty();
    }

    private Sent get(String path, String... fields) {
        return serve(request("GET", path, fields));
    }

    private Sent post(String path, String token, String... fields) {
        return serve(form(path, Guard.FORM_TOKEN + "=" + token, fields));
    }

    private Sent serve(WebRequest request) {
        Sent sent = new Sent();
        application.serve(request, sent);
        return sent;
    }

    /// What was sent.
    private static final class Sent implements Responder {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private List<Field> fields = List.of();
        private int status;
        private String end = "";

        @Override
        public void send(int answered, List<Field> head, byte[] whole) {
            begin(answered, head);
            body.writeBytes(whole);
            end = "whole";
        }

        @Override
        public void begin(int answered, List<Field> head) {
            status = answered;
            fields = head;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            body.write(bytes, offset, length);
        }

        @Override
        public void end() {
            end = "ended";
        }

        @Override
        public void abort() {
            end = "aborted";
        }

        private String text() {
            return body.toString(UTF_8);
        }

        private Optional<String> field(String name) {
            return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).findFirst();
        }
    }
}
