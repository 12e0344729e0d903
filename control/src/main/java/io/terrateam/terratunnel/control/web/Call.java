package io.terrateam.terratunnel.control.web;

import io.terrateam.terratunnel.control.audit.Actor;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request at a route, and who makes it. The guard has been passed.
///
/// Thread: the request's own.
public final class Call {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final WebRequest request;
    private final Map<String, String> pathParameters;
    private final @Nullable SignedIn session;
    private final @Nullable KeyCaller keyCaller;

    private @Nullable Parameters query;
    private @Nullable Parameters form;

    Call(
            WebRequest request,
            Map<String, String> pathParameters,
            @Nullable SignedIn session,
            @Nullable KeyCaller keyCaller) {
        this.request = request;
        this.pathParameters = Map.copyOf(pathParameters);
        this.session = session;
        this.keyCaller = keyCaller;
    }

    /// The request itself.
    public WebRequest request() {
        return request;
    }

    /// Who is signed in, at a route that anyone may use.
    public Optional<SignedIn> visitor() {
        return Optional.ofNullable(session);
    }

    /// Who is signed in, at a route that asks for it.
    public SignedIn signedIn() {
        if (session == null) {
            throw new IllegalStateException("this route does not ask for a session");
        }
        return session;
    }

    /// Whose API key was sent, at a route that asks for one.
    public KeyCaller keyCaller() {
        if (keyCaller == null) {
            throw new IllegalStateException("this route does not ask for a key");
        }
        return keyCaller;
    }

    /// A segment of the path, decoded.
    public String path(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalStateException(name + ": no parameter of this route's path");
        }
        return value;
    }

    /// A segment of the path that is a row's number.
    ///
    /// Failure: a 404 [Refusal], as for a row that is not there.
    public long id(String name) {
        try {
            return Long.parseLong(path(name));
        } catch (NumberFormatException e) {
            throw new Refusal(404, "Not found");
        }
    }

    /// The query's parameters.
    public Parameters query() {
        Parameters parsed = query;
        if (parsed == null) {
            parsed = Parameters.parse(request.query());
            query = parsed;
        }
        return parsed;
    }

    /// The form's fields; none where the body is no form.
    public Parameters form() {
        Parameters parsed = form;
        if (parsed == null) {
            boolean isForm =
                    request.value("content-type")
                            .map(type -> type.toLowerCase(Locale.ROOT).startsWith(FORM))
                            .orElse(false);
            parsed =
                    Parameters.parse(
                            isForm ? new String(request.body(), StandardCharsets.UTF_8) : "");
            form = parsed;
        }
        return parsed;
    }

    /// Who does what this call does, for the audit log.
    public Actor actor() {
        String peer = request.peer().getHostAddress();
        String userAgent = request.value("user-agent").orElse("");
        if (session != null) {
            return new Actor(
                    Optional.of(session.user().id()), session.user().username(), peer, userAgent);
        }
        if (keyCaller != null) {
            return new Actor(
                    Optional.of(keyCaller.user().id()),
                    keyCaller.user().username(),
                    peer,
                    userAgent);
        }
        return new Actor(Optional.empty(), "", peer, userAgent);
    }
}
