package io.terrateam.terratunnel.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginCommandTest {
    private static final String KEY = "ttk_THE0SECRET0KEY";
    private static final Pattern PAGE = Pattern.compile("(http://\\S+/auth/approve\\?\\S+)\\s");

    @TempDir Path dir;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Watched err = new Watched();
    private final Map<String, String> asked = new LinkedHashMap<>();
    private HttpServer server;
    private int status = 200;
    private String answer =
            "{\"api_key\":\"%s\",\"tunnel\":\"my-app\",\"username\":\"alice\"}".formatted(KEY);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/auth/token", this::token);
        server.start();
        environment.put("XDG_CONFIG_HOME", dir.resolve("settings").toString());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.putAll(
                    form(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8)));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void keyIsKeptForItsOwnerAlone_andNotShown() throws Exception {
        CompletableFuture<Integer> end = login();
        URI page = page();
        assertThat(come(page, "code=the-code").body()).contains("You are logged in");

        assertThat(end.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(out()).contains("my-app", "alice").doesNotContain(KEY);
        assertThat(err()).doesNotContain(KEY);
        Path file = dir.resolve("settings/terratunnel/credentials.yml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(Files.readString(file)).contains(KEY);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void pageSeesOnlyTheHash_theServerHearsTheSecretHalf() throws Exception {
        CompletableFuture<Integer> end = login();
        URI page = page();
        Map<String, String> query = form(page.getRawQuery());
        come(page, "code=the-code");
        end.get(20, TimeUnit.SECONDS);

        assertThat(asked)
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "the-code")
                .containsEntry("redirect_uri", query.get("redirect_uri"));
        assertThat(query)
                .containsEntry("client", "cli")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("code_challenge", hash(asked.get("code_verifier")));
        assertThat(page.toString()).doesNotContain(asked.get("code_verifier"));
        assertThat(query.get("redirect_uri")).startsWith("http://127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "state=wrong&code=evil", "code=evil", "state=&code=evil"})
    void otherPagesCantEndTheWait(String query) throws Exception {
        CompletableFuture<Integer> end = login();
        URI page = page();
        URI back = URI.create(form(page.getRawQuery()).get("redirect_uri") + "?" + query);

        assertThat(get(back).statusCode()).isEqualTo(404);

        come(page, "code=the-code");
        assertThat(end.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(asked).containsEntry("code", "the-code");
    }

    @Test
    void whoDeclinesIsNotLoggedIn() throws Exception {
        CompletableFuture<Integer> end = login();
        come(page(), "error=access_denied&error_description=The+user+did+not%1b[2Jagree.");

        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(err()).contains("The user did not").doesNotContain("\u001b");
        assertThat(dir.resolve("settings")).doesNotExist();
    }

    @Test
    void serverThatRefusesTheCodeIsSaidSo() throws Exception {
        status = 400;
        answer = "{\"detail\":\"The code is not valid any more.\"}";
        CompletableFuture<Integer> end = login();
        come(page(), "code=old");

        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(err()).contains("400", "The code is not valid any more.");
    }

    @Test
    void answerWithoutKeyIsAFailure() throws Exception {
        answer = "<html>";
        CompletableFuture<Integer> end = login();
        come(page(), "code=x");

        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void whoAsksForTheKeyGetsItAlone_andItIsNotKept() throws Exception {
        CompletableFuture<Integer> end = login("--print-key");
        come(page(), "code=the-code");

        assertThat(end.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(out()).isEqualTo(KEY + System.lineSeparator());
        assertThat(dir.resolve("settings")).doesNotExist();
    }

    @Test
    void clientUsesWhatWasKept_forThatServerAlone() throws Exception {
        CompletableFuture<Integer> end = login();
        come(page(), "code=the-code");
        end.get(20, TimeUnit.SECONDS);
        out.reset();

        run("config", "client");
        assertThat(out()).doesNotContain("terratunnel login at").doesNotContain(KEY);
        out.reset();
        environment.put("TERRATUNNEL_SERVER_URL", "ws://127.0.0.1:" + port());
        run("config", "client");
        assertThat(out())
                .containsPattern(
                        "client.api-key +\\[hidden\\] +terratunnel login at http://127.0.0.1:"
                                + port())
                .doesNotContain(KEY);
        out.reset();
        environment.put("TERRATUNNEL_API_KEY", "another");
        run("config", "client");
        assertThat(out()).containsPattern("client.api-key +\\[hidden\\] +variable");
    }

    @Test
    void loggingOutForgetsTheKey() throws Exception {
        CompletableFuture<Integer> end = login();
        come(page(), "code=the-code");
        end.get(20, TimeUnit.SECONDS);

        assertThat(run("logout", "--server-url", "http://127.0.0.1:" + port())).isZero();

        assertThat(Files.readString(dir.resolve("settings/terratunnel/credentials.yml")))
                .doesNotContain(KEY);
        out.reset();
        assertThat(run("logout", "--server-url", "http://127.0.0.1:" + port())).isZero();
        assertThat(out()).contains("There is no key");
    }

    @Test
    void damagedFileOfKeysIsNotQuoted() throws Exception {
        Path file = dir.resolve("settings/terratunnel/credentials.yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "a: [" + KEY);

        assertThat(run("config", "client")).isEqualTo(2);
        assertThat(err()).contains("not valid YAML").doesNotContain(KEY);
    }

    @Test
    void serverThatIsNotThereIsSaidSo() throws Exception {
        CompletableFuture<Integer> end = login();
        URI page = page();
        server.stop(0);
        come(page, "code=the-code");

        assertThat(end.get(40, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(err()).contains("The server was not reached");
    }

    private CompletableFuture<Integer> login(String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "login";
        arguments[1] = "--no-browser";
        arguments[2] = "--server-url";
        arguments[3] = "http://127.0.0.1:" + port();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return CompletableFuture.supplyAsync(() -> run(arguments));
    }

    /// The page that the command says to open.
    private URI page() throws Exception {
        return err.page.get(20, TimeUnit.SECONDS);
    }

    /// Catches the page's address as soon as its line is whole.
    private static final class Watched extends ByteArrayOutputStream {
        private final CompletableFuture<URI> page = new CompletableFuture<>();

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            Matcher found = PAGE.matcher(toString(StandardCharsets.UTF_8));
            if (found.find()) {
                page.complete(URI.create(found.group(1)));
            }
        }
    }

    /// Comes back from the page, as the browser would.
    private static HttpResponse<String> come(URI page, String with) throws Exception {
        Map<String, String> query = form(page.getRawQuery());
        return get(
                URI.create(
                        query.get("redirect_uri") + "?" + with + "&state=" + query.get("state")));
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static String hash(String verifier) throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(verifier.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private int run(String... arguments) {
        return TerratunnelCommand.run(
                new Shell(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        dir,
                        false),
                arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
