package io.terrateam.terratunnel.testkit.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// GitHub and GitLab at once, as far as signing in goes: their pages at [#url], GitHub's API at
/// [#gitHubApiUrl], GitLab's below its pages.
///
/// Whoever comes is signed in as [#account]; [#mood] says how it behaves.
///
/// Thread: one virtual thread per request. Owns: a listener on a loopback port.
public final class TestProvider implements AutoCloseable {
    private static final int ENDLESS_PARTS = 4_096;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ProviderTokens tokens;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile ProviderAccount account = ProviderAccount.of(1_001, "octocat");
    private volatile ProviderMood mood = ProviderMood.FINE;

    private TestProvider(HttpServer server, String clientId, String clientSecret) {
        this.server = server;
        this.tokens = new ProviderTokens(clientId, clientSecret);
    }

    /// Starts one on any free port, where an app with that id and secret is registered.
    public static TestProvider start(String clientId, String clientSecret) {
        return start(0, clientId, clientSecret);
    }

    /// The same, on a port of one's choice.
    public static TestProvider start(int port, String clientId, String clientSecret) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            TestProvider provider = new TestProvider(server, clientId, clientSecret);
            server.setExecutor(provider.threads);
            provider.serve();
            server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a provider as a process of its own, for trying things by hand: an app `our-app` with
    /// the secret `our-secret`, on the port that is given.
    static void main(String... arguments) throws Exception {
        try (var provider = start(Integer.parseInt(arguments[0]), "our-app", "our-secret")) {
            provider.mood(ProviderMood.ASKING);
            System.out.println("provider at " + provider.url());
            provider.closed.await();
        }
    }

    /// Where its pages are.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Where GitHub's API is.
    public URI gitHubApiUrl() {
        return URI.create(url() + "/api/v3");
    }

    /// Who is signed in at the provider from now on.
    public void account(ProviderAccount other) {
        account = other;
    }

    /// How it behaves from now on.
    public void mood(ProviderMood other) {
        mood = other;
    }

    /// What it was asked, oldest first, as `METHOD path`.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /// A token of somebody, made for the app that is registered.
    public String tokenOf(ProviderAccount owner) {
        return tokens.issue(owner, tokens.clientId());
    }

    /// A token of somebody, made for another app.
    public String foreignTokenOf(ProviderAccount owner) {
        return tokens.issue(owner, "another-app");
    }

    /// All tokens that it gave out; for looking for leaks.
    public List<String> issuedTokens() {
        return tokens.issued();
    }

    private void serve() {
        page("/login/oauth/authorize", this::authorize);
        page("/oauth/authorize", this::authorize);
        answer("/login/oauth/access_token", exchange -> token(exchange, true));
        answer("/oauth/token", exchange -> token(exchange, false));
        answer("/oauth/token/info", this::gitLabTokenInfo);
        answer("/api/v4/user", exchange -> user(exchange, "username"));
        answer("/api/v3/user", exchange -> user(exchange, "login"));
        answer("/api/v3/user/emails", this::gitHubEmails);
        answer("/api/v3/applications/" + tokens.clientId() + "/token", this::gitHubTokenCheck);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = Form.parse(exchange.getRequestURI().getRawQuery());
        Map<String, String> back = new LinkedHashMap<>();
        String problem = tokens.problemWith(query);
        if (!problem.isEmpty()) {
            send(exchange, 400, "text/plain", problem);
            return;
        }
        if (mood == ProviderMood.ASKING && !query.containsKey("answer")) {
            send(exchange, 200, "text/html", question(exchange, query));
            return;
        }
        if (mood == ProviderMood.DENYING || "no".equals(query.get("answer"))) {
            back.put("error", "access_denied");
            back.put("error_description", "The user has denied your application access.");
        } else {
            back.put("code", tokens.code(account, query));
        }
        back.put(
                "state",
                mood == ProviderMood.OTHER_STATE
                        ? "x".repeat(43)
                        : query.getOrDefault("state", ""));
        if (mood == ProviderMood.OTHER_ISSUER) {
            back.put("iss", "https://evil.example");
        }
        exchange.getResponseHeaders()
                .set("Location", query.get("redirect_uri") + "?" + Form.write(back));
        exchange.sendResponseHeaders(302, -1);
    }

    private String question(HttpExchange exchange, Map<String, String> query) {
        String here = exchange.getRequestURI().getPath() + "?" + Form.write(query);
        return """
        <!doctype html><title>Test provider</title>
        <h1>%s, may this application know who you are?</h1>
        <p><a id="authorize" href="%s">Authorize</a></p>
        <p><a id="cancel" href="%s">Cancel</a></p>
        """
                .formatted(
                        escape(account.login()),
                        escape(here + "&answer=yes"),
                        escape(here + "&answer=no"));
    }

    private void token(HttpExchange exchange, boolean isGitHub) throws IOException {
        Map<String, String> form =
                Form.parse(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String token = tokens.redeem(form);
        if (token.isEmpty()) {
            // GitHub says 200 to these too.
            json(
                    exchange,
                    isGitHub ? 200 : 400,
                    "{\"error\":\"%s\",\"error_description\":\"The code is wrong or expired.\"}"
                            .formatted(isGitHub ? "bad_verification_code" : "invalid_grant"));
            return;
        }
        String scope = isGitHub ? "read:user,user:email" : "read_user";
        json(
                exchange,
                200,
                "{\"access_token\":\"%s\",\"scope\":\"%s\",\"token_type\":\"bearer\"}"
                        .formatted(token, scope));
    }

    private void user(HttpExchange exchange, String loginName) throws IOException {
        ProviderAccount owner = tokens.bearer(exchange);
        if (owner == null) {
            json(exchange, 401, "{\"message\":\"Bad credentials\"}");
        } else {
            json(exchange, 200, userJson(owner, loginName));
        }
    }

    private void gitHubEmails(HttpExchange exchange) throws IOException {
        ProviderAccount owner = tokens.bearer(exchange);
        if (owner == null) {
            json(exchange, 401, "{\"message\":\"Bad credentials\"}");
            return;
        }
        json(
                exchange,
                200,
                """
                [{"email":"unverified@example.com","primary":false,"verified":false,"visibility":null},
                 {"email":%s,"primary":true,"verified":true,"visibility":"private"}]
                """
                        .formatted(quote(owner.email())));
    }

    private void gitHubTokenCheck(HttpExchange exchange) throws IOException {
        if (!tokens.isOurApp(exchange)) {
            json(exchange, 401, "{\"message\":\"Bad credentials\"}");
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        ProviderAccount owner = tokens.ownerOfOurs(body);
        if (owner == null) {
            json(exchange, 404, "{\"message\":\"Not Found\"}");
        } else {
            json(
                    exchange,
                    200,
                    "{\"id\":1,\"app\":{\"client_id\":\"%s\"},\"user\":%s}"
                            .formatted(tokens.clientId(), userJson(owner, "login")));
        }
    }

    private void gitLabTokenInfo(HttpExchange exchange) throws IOException {
        ProviderAccount owner = tokens.bearer(exchange);
        if (owner == null) {
            json(exchange, 401, "{\"error\":\"invalid_token\"}");
            return;
        }
        json(
                exchange,
                200,
                ("{\"resource_owner_id\":%d,\"scope\":[\"read_user\"],\"expires_in\":7200,"
                                + "\"application\":{\"uid\":\"%s\"}}")
                        .formatted(owner.id(), tokens.appOfBearer(exchange)));
    }

    private static String userJson(ProviderAccount owner, String loginName) {
        return """
        {"%s":%s,"id":%d,"name":%s,"email":null,"avatar_url":"https://avatars.example/u/%d","type":"User"}
        """
                .formatted(
                        loginName,
                        quote(owner.login()),
                        owner.id(),
                        quote(owner.name()),
                        owner.id());
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private void page(String path, Answer answer) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        requests.add(exchange.getRequestMethod() + " " + path);
                        answer.to(exchange);
                    }
                });
    }

    private void answer(String path, Answer answer) {
        page(
                path,
                exchange -> {
                    if (!exchange.getRequestURI().getPath().equals(path)) {
                        json(exchange, 404, "{\"message\":\"Not Found\"}");
                        return;
                    }
                    switch (mood) {
                        case BROKEN -> json(exchange, 500, "{\"message\":\"Server Error\"}");
                        case GARBLED -> send(exchange, 200, "text/html", "<h1>Welcome</h1>");
                        case REDIRECTING -> redirect(exchange);
                        case SILENT -> stayQuiet();
                        case ENDLESS -> writeOnAndOn(exchange);
                        default -> answer.to(exchange);
                    }
                });
    }

    private void redirect(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
        exchange.sendResponseHeaders(307, -1);
    }

    private void stayQuiet() {
        try {
            closed.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void writeOnAndOn(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        byte[] part = "[".repeat(1_024).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < ENDLESS_PARTS; i++) {
                out.write(part);
            }
        }
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, "application/json; charset=utf-8", body);
    }

    private static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String quote(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars()
                .forEach(c ->
                        json.append(
                                c < ' ' || c == '"' || c == '\\'
                                        ? "\\u%04x".formatted(c)
                                        : Character.toString(c)));
        return json.append('"').toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
