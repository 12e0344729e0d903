package io.terrateam.terratunnel.control.web;

import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.Scope;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Requests, and people to send them.
public final class WebRequests {
    public static final String ORIGIN = "https://tunnel.example.test";

    /// Whoever sends this cookie is signed in.
    public static final SignedIn MONA = new SignedIn(user(1, "mona", false), "session-of-mona");

    public static final SignedIn ROOT = new SignedIn(user(2, "root", true), "session-of-root");

    private WebRequests() {}

    public static User user(long id, String username, boolean admin) {
        return new User(
                id,
                "github",
                "gh-" + id,
                username,
                Optional.empty(),
                Optional.empty(),
                true,
                admin,
                Instant.parse("2026-11-23T08:00:00Z"));
    }

    /// A request with these fields, as name and value in turn.
    public static WebRequest request(String method, String target, String... fields) {
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.add(new Field(fields[i], fields[i + 1]));
        }
        return new WebRequest(
                method,
                target,
                "https",
                InetAddress.getLoopbackAddress(),
                "the-id",
                all,
                new byte[0]);
    }

    public static WebRequest form(String target, String form, String... fields) {
        WebRequest bare = request("POST", target, fields);
        List<Field> all = new ArrayList<>(bare.fields());
        all.add(new Field("content-type", "application/x-www-form-urlencoded"));
        return new WebRequest(
                "POST",
                target,
                bare.scheme(),
                bare.peer(),
                bare.requestId(),
                all,
                form.getBytes(StandardCharsets.UTF_8));
    }

    /// Knows Mona and Root by the cookies `mona` and `root`, and the key and the token `good`.
    public static Identities identities() {
        return new Identities() {
            @Override
            public Optional<SignedIn> session(WebRequest request) {
                return switch (request.value("cookie").orElse("")) {
                    case "mona" -> Optional.of(MONA);
                    case "root" -> Optional.of(ROOT);
                    default -> Optional.empty();
                };
            }

            @Override
            public SignedIn bearerSession(String token) {
                if (token.equals("good")) {
                    return MONA;
                }
                throw new Refusal(401, "Invalid token");
            }

            @Override
            public KeyCaller apiKey(String key, InetAddress peer) {
                if (key.equals("good")) {
                    return new KeyCaller(MONA.user(), 7, Scope.ALL);
                }
                throw new Refusal(401, "Invalid or expired API key");
            }
        };
    }
}
