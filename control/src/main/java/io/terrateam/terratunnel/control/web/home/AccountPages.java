package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.session.BrowserCookie;
import io.terrateam.terratunnel.control.session.OpaqueToken;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.SignedIn;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Moment;
import io.terrateam.terratunnel.control.web.page.ProviderNames;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// One's account, and where one is signed in.
public final class AccountPages {
    private final Templates templates;
    private final Sessions sessions;
    private final BrowserCookie cookie;
    private final Clock clock;

    AccountPages(Templates templates, Sessions sessions, BrowserCookie cookie, Clock clock) {
        this.templates = templates;
        this.sessions = sessions;
        this.cookie = cookie;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", "/account", Access.SIGNED_IN, this::show),
                Route.page("POST", "/account/sessions/end", Access.SIGNED_IN, this::endAll),
                Route.page("GET", "/auth/logout", Access.PUBLIC, this::askWhetherToSignOut),
                Route.page("POST", "/auth/logout", Access.PUBLIC, this::signOut));
    }

    private Answer show(Call call) {
        SignedIn viewer = call.signedIn();
        User user = viewer.user();
        Instant now = clock.instant();
        OpaqueToken current =
                OpaqueToken.of(viewer.sessionId())
                        .orElseThrow(() -> new Refusal(401, "Authentication required"));
        return templates.page(
                "sessions.jte",
                templates.frame("Account", Frame.Section.ACCOUNT, call.visitor()),
                new SessionsPage(
                        user.username(),
                        user.admin(),
                        ProviderNames.of(user.provider()),
                        user.name().orElse("—"),
                        user.email().orElse("—"),
                        new Moment(user.createdAt(), now),
                        sessions.list(user, current).stream()
                                .map(listed -> line(listed, now))
                                .toList()));
    }

    private static SessionsPage.SessionLine line(Sessions.Listed listed, Instant now) {
        return new SessionsPage.SessionLine(
                listed.isThis(),
                listed.row().userAgent(),
                listed.row().peerAddress(),
                new Moment(listed.row().createdAt(), now),
                new Moment(listed.row().lastSeenAt(), now),
                new Moment(listed.row().expiresAt(), now));
    }

    private Answer endAll(Call call) {
        sessions.endAllOf(call.signedIn().user(), call.actor());
        return signedOut();
    }

    /// A link can't sign anybody out: it might be somebody else's.
    private Answer askWhetherToSignOut(Call call) {
        return call.visitor().isEmpty()
                ? Answer.redirect("/")
                : templates.page(
                        "logout.jte",
                        templates.frame("Sign out", Frame.Section.NONE, call.visitor()),
                        call.signedIn().user().username());
    }

    private Answer signOut(Call call) {
        call.visitor()
                .flatMap(session -> OpaqueToken.of(session.sessionId()))
                .ifPresent(id -> sessions.end(id, call.actor()));
        return signedOut();
    }

    private Answer signedOut() {
        return Answer.redirect("/").with("Set-Cookie", cookie.clear());
    }
}
