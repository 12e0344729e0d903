package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.login.Callback;
import io.terrateam.terratunnel.control.login.Caller;
import io.terrateam.terratunnel.control.login.LoginEnd;
import io.terrateam.terratunnel.control.login.LoginGoal;
import io.terrateam.terratunnel.control.login.LoginProblem;
import io.terrateam.terratunnel.control.login.LoginStart;
import io.terrateam.terratunnel.control.login.LoginStates;
import io.terrateam.terratunnel.control.login.handover.HandoverRequest;
import io.terrateam.terratunnel.control.login.handover.HandoverRequests;
import io.terrateam.terratunnel.control.login.provider.GitHub;
import io.terrateam.terratunnel.control.login.provider.GitLab;
import io.terrateam.terratunnel.control.session.OpaqueToken;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.SignedIn;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From the button to the provider and back.
final class SignInRoutes {
    private static final Map<String, String> LABELS =
            Map.of(GitHub.ID, "GitHub", GitLab.ID, "GitLab");

    private final LoginServices services;
    private final Templates templates;

    SignInRoutes(LoginServices services, Templates templates) {
        this.services = services;
        this.templates = templates;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (String provider : List.of(GitHub.ID, GitLab.ID)) {
            String path = "/auth/" + provider;
            routes.add(Route.page("GET", path, Access.OPEN, call -> begin(provider, call)));
            routes.add(
                    Route.page(
                            "GET",
                            path + "/callback",
                            Access.PUBLIC,
                            call -> finish(provider, call)));
            routes.add(
                    Route.page(
                            "GET",
                            path + "/authorize",
                            Access.PUBLIC,
                            call -> authorize(provider, call)));
        }
        return routes;
    }

    private Answer begin(String provider, Call call) {
        String next = call.query().value("redirect_uri").orElse("/");
        return begin(provider, LoginGoal.page(next), call);
    }

    private Answer begin(String provider, LoginGoal goal, Call call) {
        return switch (services.logins().begin(provider, goal, call.request().peer())) {
            case LoginStart.AtProvider(var uri, OpaqueToken browser) ->
                    Answer.redirect(uri.toString())
                            .with(
                                    "Set-Cookie",
                                    services.cookies()
                                            .login()
                                            .set(browser.reveal(), LoginStates.LIFETIME));
            case LoginStart.NotConfigured() -> {
                String detail = LABELS.get(provider) + " OAuth not configured";
                throw new Refusal(503, detail);
            }
            case LoginStart.TooMany(var retryAfter) ->
                    throw Refusal.tooMany(
                            "Too many sign-ins were begun from your address. Wait a minute.",
                            (int) retryAfter.toSeconds() + 1);
        };
    }

    /// The set-up wizard's way in. It is asked for on a page of ours, since any page can send a
    /// browser here.
    private Answer authorize(String provider, Call call) {
        HandoverRequest request = wizard(call);
        String page = HandoverRequests.page(request);
        boolean isIn =
                call.visitor()
                        .map(SignedIn::user)
                        .filter(user -> user.provider().equals(provider))
                        .isPresent();
        Answer answer =
                isIn
                        ? Answer.redirect(page)
                        : begin(provider, new LoginGoal(page, Optional.of(request.caller())), call);
        return Openers.kept(answer);
    }

    private HandoverRequest wizard(Call call) {
        if (call.query().value("redirect_uri").isEmpty()) {
            throw new Refusal(422, "redirect_uri: required");
        }
        try {
            return services.requests()
                    .read(name ->
                            name.equals("client")
                                    ? Optional.of(HandoverRequest.Client.SETUP.word())
                                    : call.query().value(name));
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
    }

    private Answer finish(String provider, Call call) {
        Callback callback =
                new Callback(
                        provider,
                        services.cookies().login().read(call.request().values("cookie")),
                        call.query().value("state"),
                        call.query().value("code"),
                        call.query().text("error"),
                        call.query().text("iss"));
        Actor from = call.actor();
        Answer answer =
                switch (services.logins().finish(callback, stranger(from))) {
                    case LoginEnd.In in -> signedIn(in, call);
                    case LoginEnd.Out(LoginProblem problem, Optional<Caller> caller) ->
                            notSignedIn(problem, caller, call);
                };
        return answer.with("Set-Cookie", services.cookies().login().clear());
    }

    /// Whoever comes back from a provider is nobody yet, whatever session the browser has.
    private static Actor stranger(Actor from) {
        return new Actor(Optional.empty(), "", from.peerAddress(), from.userAgent());
    }

    private Answer signedIn(LoginEnd.In in, Call call) {
        call.visitor()
                .flatMap(before -> OpaqueToken.of(before.sessionId()))
                .ifPresent(before -> services.sessions().end(before, call.actor()));
        Sessions.Opened opened = services.sessions().open(in.user(), call.actor());
        Answer answer =
                Answer.redirect(in.next())
                        .with(
                                "Set-Cookie",
                                services.cookies()
                                        .session()
                                        .set(opened.token(), opened.lifetime()));
        return in.next().startsWith(HandoverRequests.PAGE) ? Openers.kept(answer) : answer;
    }

    private Answer notSignedIn(LoginProblem problem, Optional<Caller> caller, Call call) {
        if (caller.isPresent()) {
            String error = problem == LoginProblem.DENIED ? "access_denied" : "server_error";
            return Openers.kept(
                    Answer.redirect(
                            caller.get().withError(error, problem.title() + ".").toString()));
        }
        byte[] page =
                templates.draw(
                        "login_problem.jte",
                        Map.of(
                                "frame",
                                templates.frame(
                                        problem.title(), Frame.Section.NONE, call.visitor()),
                                "model",
                                problem));
        return Answer.html(problem.status(), page);
    }
}
