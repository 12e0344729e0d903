package io.terrateam.terratunnel.control.web.login;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.login.handover.Handover;
import io.terrateam.terratunnel.control.login.handover.TokenExchange.Result;
import io.terrateam.terratunnel.control.login.provider.GitHub;
import io.terrateam.terratunnel.control.login.provider.GitLab;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Json;
import io.terrateam.terratunnel.control.web.Parameters;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where programs get keys: for a provider's token, and for a code that their user agreed to.
final class TokenRoutes {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int MAX_TOKEN = 4_096;

    private final LoginServices services;

    TokenRoutes(LoginServices services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
                Route.api("POST", "/api/auth/exchange", Access.OPEN, this::exchange),
                Route.api("POST", "/api/auth/token", Access.OPEN, this::token));
    }

    private Answer exchange(Call call) {
        countdown(services.exchanges(), call, "Too many attempts from this address");
        services.exchanges().count(call.request().peer());
        Map<String, Object> body = body(call);
        Optional<String> gitHub = text(body, "github_token");
        Optional<String> gitLab = text(body, "gitlab_token");
        if (gitHub.isEmpty() && gitLab.isEmpty()) {
            return invalid("github_token", "Field required", "missing");
        }
        if (gitHub.isPresent() && gitLab.isPresent()) {
            return invalid("gitlab_token", "Only one token at a time", "value_error");
        }
        KeyRequest wanted;
        try {
            wanted =
                    KeyRequest.PLAIN.named(
                            text(body, "api_key_name")
                                    .orElse("API key created " + LocalDate.now(ZoneOffset.UTC)));
        } catch (IllegalArgumentException e) {
            return invalid("api_key_name", String.valueOf(e.getMessage()), "value_error");
        }
        String provider = gitHub.isPresent() ? GitHub.ID : GitLab.ID;
        return answer(
                provider,
                services.exchange()
                        .exchange(
                                provider,
                                gitHub.or(() -> gitLab).orElse(""),
                                wanted,
                                call.actor()));
    }

    private Answer answer(String provider, Result result) {
        String label = provider.equals(GitHub.ID) ? "GitHub" : "GitLab";
        return switch (result) {
            case Result.Key(IssuedKey key, var user, TunnelTable.Details tunnel) ->
                    Answer.json(
                            200,
                            Json.object()
                                    .put("api_key", key.text().reveal())
                                    .put("api_key_prefix", key.row().prefix())
                                    .put("user_id", user.id())
                                    .put("username", user.username())
                                    .put("expires_at", key.row().expiresAt().map(TIME::format))
                                    .put(
                                            "tunnel_url",
                                            services.urls().host(tunnel.tunnel().subdomain()))
                                    .toString());
            case Result.NotConfigured() -> throw new Refusal(503, label + " OAuth not configured");
            case Result.NotAccepted() -> throw new Refusal(401, "Invalid " + label + " token");
            case Result.Disabled() -> throw new Refusal(403, "This account is disabled");
            case Result.ProviderFailed(int status) ->
                    throw status == 0
                            ? new Refusal(502, "Failed to connect to " + label)
                            : new Refusal(400, "Failed to validate " + label + " token: " + status);
        };
    }

    /// Spec: RFC 6749 section 4.1.3.
    private Answer token(Call call) {
        countdown(services.badCodes(), call, "Too many invalid codes from this address");
        Parameters form = call.form();
        if (!form.value("grant_type").filter("authorization_code"::equals).isPresent()) {
            throw new Refusal(400, "grant_type (expected: authorization_code)");
        }
        Optional<Handover.Handed> handed =
                services.handover()
                        .redeem(
                                required(form, "code"),
                                required(form, "code_verifier"),
                                required(form, "redirect_uri"),
                                call.actor());
        if (handed.isEmpty()) {
            services.badCodes().count(call.request().peer());
            throw new Refusal(400, "The code is not valid, or not any more. Please start again.");
        }
        String name = handed.get().tunnel().tunnel().subdomain();
        return Answer.json(
                200,
                Json.object()
                        .put("api_key", handed.get().key().text().reveal())
                        .put("api_key_prefix", handed.get().key().row().prefix())
                        .put("username", handed.get().user().username())
                        .put("provider", handed.get().user().provider())
                        .put("tunnel", name)
                        .put("tunnel_url", services.urls().url(name))
                        .toString());
    }

    private static String required(Parameters form, String name) {
        return form.value(name)
                .filter(value -> value.length() <= MAX_TOKEN)
                .orElseThrow(() -> new Refusal(400, name + ": required"));
    }

    private static void countdown(AttemptLimit limit, Call call, String detail) {
        Optional<Duration> wait = limit.waitFor(call.request().peer());
        if (wait.isPresent()) {
            throw Refusal.tooMany(detail, (int) wait.get().toSeconds() + 1);
        }
    }

    private static Map<String, Object> body(Call call) {
        try {
            return JSONObjectUtils.parse(new String(call.request().body(), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            return Map.of();
        }
    }

    private static Optional<String> text(Map<String, Object> body, String name) {
        return body.get(name) instanceof String text
                        && !text.isBlank()
                        && text.length() <= MAX_TOKEN
                ? Optional.of(text.strip())
                : Optional.empty();
    }

    /// A fault of the body, in the form of the Python original's framework.
    private static Answer invalid(String field, String message, String type) {
        Json fault =
                Json.object()
                        .put("loc", Json.list().add("body").add(field))
                        .put("msg", message)
                        .put("type", type);
        return Answer.json(422, Json.object().put("detail", Json.list().add(fault)).toString());
    }
}
