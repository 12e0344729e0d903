package io.terrateam.terratunnel.control.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stands before every route: finds out who is there, whether they may, and whether a request that
/// changes something was really made by a page of ours.
///
/// Tunnels are under the same domain as this application, so that their pages count as the same
/// *site*: `SameSite` cookies are sent with what they send. Only the exact origin tells them apart.
///
/// Thread: any; may block.
public final class Guard {
    /// The name of the hidden field with [SignedIn#formToken].
    public static final String FORM_TOKEN = "form_token";

    private static final String LOGIN = "/auth/login";

    private final Identities identities;
    private final String ownOrigin;

    /// @param ownOrigin scheme, host and port of this application, as browsers write it
    public Guard(Identities identities, String ownOrigin) {
        this.identities = identities;
        this.ownOrigin = ownOrigin;
    }

    /// Lets a request pass, as a call.
    ///
    /// Failure: a [Refusal].
    Call admit(WebRequest request, Route route, Map<String, String> parameters) {
        Call call =
                switch (route.access()) {
                    case OPEN -> new Call(request, parameters, null, null);
                    case PUBLIC ->
                            new Call(request, parameters, session(request).orElse(null), null);
                    case SIGNED_IN -> new Call(request, parameters, signedIn(request, route), null);
                    case ADMIN -> new Call(request, parameters, admin(request, route), null);
                    case API_KEY ->
                            new Call(
                                    request,
                                    parameters,
                                    null,
                                    identities.apiKey(apiKey(request), request.peer()));
                    case SESSION_BEARER ->
                            new Call(
                                    request,
                                    parameters,
                                    identities.bearerSession(sessionToken(request)),
                                    null);
                };
        if (route.access().byCookie() && !request.isSafe()) {
            checkOrigin(request);
            checkFormToken(call);
        }
        return call;
    }

    /// Who is signed in, for an error page too.
    Optional<SignedIn> session(WebRequest request) {
        return identities.session(request);
    }

    private SignedIn signedIn(WebRequest request, Route route) {
        return session(request).orElseThrow(() -> notSignedIn(request, route));
    }

    private static Refusal notSignedIn(WebRequest request, Route route) {
        if (route.format() == Route.Format.JSON) {
            return new Refusal(401, "Authentication required");
        }
        String back =
                request.isSafe() && !request.target().equals("/")
                        ? "?redirect_uri="
                                + URLEncoder.encode(request.target(), StandardCharsets.UTF_8)
                        : "";
        return new Refusal(302, "Sign in first", List.of(new Field("Location", LOGIN + back)));
    }

    private SignedIn admin(WebRequest request, Route route) {
        SignedIn somebody = signedIn(request, route);
        if (!somebody.user().admin()) {
            throw new Refusal(
                    403,
                    route.format() == Route.Format.JSON
                            ? "Admin access required"
                            : "Only administrators may see this page.");
        }
        return somebody;
    }

    private static String apiKey(WebRequest request) {
        String field =
                request.value("authorization")
                        .orElseThrow(() -> new Refusal(403, "Not authenticated"));
        return bearer(field)
                .orElseThrow(() -> new Refusal(403, "Invalid authentication credentials"));
    }

    private static String sessionToken(WebRequest request) {
        return request.value("authorization")
                .flatMap(Guard::bearer)
                .orElseThrow(() -> new Refusal(401, "Missing or invalid authorization header"));
    }

    private static Optional<String> bearer(String field) {
        return field.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(field.substring(7).strip()).filter(token -> !token.isEmpty())
                : Optional.empty();
    }

    /// What browsers say about where a request comes from, and pages can't change.
    private void checkOrigin(WebRequest request) {
        List<String> origins = request.values("origin");
        List<String> sites = request.values("sec-fetch-site");
        boolean originFits = origins.equals(List.of(ownOrigin));
        boolean siteFits = sites.equals(List.of("same-origin"));
        boolean siteSpeaksAgainst = !sites.isEmpty() && !siteFits && !sites.equals(List.of("none"));
        boolean fits = origins.isEmpty() ? siteFits : originFits && !siteSpeaksAgainst;
        if (!fits) {
            throw new Refusal(403, "This request did not come from a page of this server.");
        }
    }

    private static void checkFormToken(Call call) {
        Optional<SignedIn> session = call.visitor();
        if (session.isEmpty()) {
            return;
        }
        Optional<String> given =
                call.request().value("x-form-token").or(() -> call.form().value(FORM_TOKEN));
        if (given.isEmpty() || !session.get().hasFormToken(given.get())) {
            throw new Refusal(
                    403, "This form is out of date. Go back, reload the page and try again.");
        }
    }
}
