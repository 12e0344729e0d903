package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.provider.Form;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Somebody at the server's own host who keeps cookies as a browser does and otherwise says exactly
/// what the test says: raw HTTP/1.1, one connection for each request, no redirect followed.
///
/// Thread: one.
public final class WebClient {
    /// The cookie with the session.
    public static final String SESSION = "__Host-auth_token";

    /// The cookie that binds a sign-in to the browser.
    public static final String LOGIN = "__Host-tt_login";

    /// What browsers say of a form that a page of ours sends.
    public static final List<String> FROM_OUR_PAGE =
            List.of("Origin: " + ControlServer.ORIGIN, "Sec-Fetch-Site: same-origin");

    private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

    private final ControlServer server;
    private final String address;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    WebClient(ControlServer server, String address) {
        this.server = server;
        this.address = address;
    }

    /// Where the server takes this visitor to be.
    public String address() {
        return address;
    }

    /// The cookies that are kept; changes count.
    public Map<String, String> cookies() {
        return cookies;
    }

    /// Asks for a page of the own host.
    public RawResponse get(String target, String... fields) throws IOException {
        return send("GET", target, List.of(fields), "");
    }

    /// Sends a form as our own page would, with its token.
    public RawResponse post(String target, Map<String, String> form) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(form);
        all.put("form_token", formToken());
        return postAsIs(target, all, FROM_OUR_PAGE);
    }

    /// Sends a form with these fields and nothing else.
    public RawResponse postAsIs(String target, Map<String, String> form, List<String> fields)
            throws IOException {
        List<String> all = new ArrayList<>(fields);
        all.add("Content-Type: application/x-www-form-urlencoded");
        return send("POST", target, all, Form.write(form));
    }

    /// Sends a JSON document.
    public RawResponse postJson(String target, String json, String... fields) throws IOException {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("Content-Type: application/json");
        return send("POST", target, all, json);
    }

    /// Sends a request to the own host, with the cookies, and keeps those of the answer.
    public RawResponse send(String method, String target, List<String> fields, String body)
            throws IOException {
        List<String> all = new ArrayList<>(fields);
        if (all.stream().noneMatch(field -> field.regionMatches(true, 0, "Host:", 0, 5))) {
            all.add("Host: " + ControlServer.HOST);
        }
        String kept =
                cookies.entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; "));
        if (!kept.isEmpty()) {
            all.add("Cookie: " + kept);
        }
        RawResponse answer = exchange(method, target, all, body);
        keepCookies(answer);
        return answer;
    }

    /// The same to any host, without cookies.
    public RawResponse sendTo(String host, String method, String target, String... fields)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("Host: " + host);
        return exchange(method, target, all, "");
    }

    private RawResponse exchange(String method, String target, List<String> fields, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        fields.forEach(field -> head.append(field).append("\r\n"));
        head.append("X-Forwarded-For: ").append(address).append("\r\n");
        head.append("X-Forwarded-Proto: https\r\nConnection: close\r\n");
        if (bytes.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            visitor.send(head.append("\r\n").toString()).send(bytes);
            return visitor.read(method);
        }
    }

    private void keepCookies(RawResponse answer) {
        for (String cookie : answer.headers("set-cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            if (cookie.contains("Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
    }

    /// Begins to sign in.
    ///
    /// @return the provider's page that the browser is sent to
    public URI beginSignIn(String startTarget) throws IOException {
        RawResponse begun = get(startTarget);
        assertThat(begun.status()).as(begun.text()).isEqualTo(302);
        return URI.create(location(begun));
    }

    /// Lets the provider's user agree.
    ///
    /// @return the target at the own host that the browser is sent back to
    public String backFrom(URI providerPage) throws IOException, InterruptedException {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<String> sentBack =
                    browser.send(
                            HttpRequest.newBuilder(providerPage).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(sentBack.statusCode()).as(sentBack.body()).isEqualTo(302);
            String location = sentBack.headers().firstValue("location").orElseThrow();
            assertThat(location).startsWith(ControlServer.ORIGIN + "/");
            return location.substring(ControlServer.ORIGIN.length());
        }
    }

    /// Signs in as whoever the provider's user is.
    ///
    /// @return the answer to the callback
    public RawResponse signIn(String provider) throws Exception {
        RawResponse answer = get(backFrom(beginSignIn("/auth/" + provider)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(302);
        assertThat(isSignedIn()).isTrue();
        return answer;
    }

    /// Whether the server knows who this is.
    public boolean isSignedIn() throws IOException {
        return get("/account").status() == 200;
    }

    /// The token of forms of this session.
    public String formToken() throws IOException {
        return first(TOKEN, get("/account").text());
    }

    /// The id of the user's newest tunnel.
    public String tunnelId() throws IOException {
        return first(Pattern.compile("href=\"/tunnels/(\\d+)\""), get("/").text());
    }

    /// The label of that tunnel.
    public String tunnelName() throws IOException {
        String host = Pattern.quote("." + ControlServer.HOST);
        return first(Pattern.compile("https://([a-z0-9-]+)" + host), get("/").text());
    }

    /// Makes a key of that tunnel, which ends the one before.
    public String newKey(String name) throws IOException {
        RawResponse made = post("/tunnels/" + tunnelId() + "/keys/generate", Map.of("name", name));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return first(Pattern.compile("(ttk_[0-9A-Za-z]{36})"), made.text());
    }

    /// Where an answer sends the browser.
    public static String location(RawResponse answer) {
        return answer.header("location")
                .orElseThrow(() -> new AssertionError("no Location: " + answer.text()));
    }

    /// What a pattern's group is in a text.
    public static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(1);
    }
}
