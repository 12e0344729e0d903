package io.terrateam.terratunnel.cli.login;

import io.terrateam.terratunnel.cli.credentials.Credential;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The server, as far as it gives keys.
final class KeyServer {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final int OK = 200;

    private final URI webUrl;
    private final HttpClient http;

    KeyServer(URI webUrl, HttpClient http) {
        this.webUrl = webUrl;
        this.http = http;
    }

    /// The page where the user agrees.
    URI approvalPage(Proof proof, URI redirectUri, String name) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client", "cli");
        query.put("redirect_uri", redirectUri.toString());
        query.put("state", proof.state());
        query.put("code_challenge", proof.challenge());
        query.put("code_challenge_method", "S256");
        query.put("name", name);
        return URI.create(webUrl + "/auth/approve?" + form(query));
    }

    /// Exchanges the code that the browser brought for a key.
    Credential redeem(String code, Proof proof, URI redirectUri)
            throws LoginException, InterruptedException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "authorization_code");
        body.put("code", code);
        body.put("code_verifier", proof.verifier());
        body.put("redirect_uri", redirectUri.toString());
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(webUrl + "/api/auth/token"))
                        .timeout(TIME)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(form(body)))
                        .build();
        HttpResponse<String> answer = send(request);
        Map<?, ?> fields = json(answer.body());
        if (answer.statusCode() != OK) {
            throw new LoginException(
                    "The server gave no key (%d): %s"
                            .formatted(answer.statusCode(), text(fields, "detail")));
        }
        Credential credential =
                new Credential(
                        text(fields, "api_key"), text(fields, "tunnel"), text(fields, "username"));
        if (credential.apiKey().isEmpty()) {
            throw new LoginException("The server's answer holds no key.");
        }
        return credential;
    }

    private HttpResponse<String> send(HttpRequest request)
            throws LoginException, InterruptedException {
        try {
            return http.send(
                    request,
                    BodyHandlers.limiting(
                            BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY_BYTES));
        } catch (IOException e) {
            throw new LoginException(
                    "The server was not reached: "
                            + request.uri().getHost()
                            + ": "
                            + e.getClass().getSimpleName()
                            + (e.getMessage() == null ? "" : " " + e.getMessage()));
        }
    }

    /// JSON is YAML, and the program reads YAML anyway.
    private static Map<?, ?> json(String text) {
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(text)
                            instanceof Map<?, ?> fields
                    ? fields
                    : Map.of();
        } catch (YamlEngineException e) {
            return Map.of();
        }
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        field.getKey()
                                + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
