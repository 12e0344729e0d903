package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Json;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import java.util.List;
import java.util.Optional;

/// Tells programs whose session or key they hold.
final class WhoAmIRoutes {
    private final Accounts accounts;

    WhoAmIRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    List<Route> routes() {
        return List.of(
                Route.api("GET", "/auth/me", Access.SESSION_BEARER, this::bySession),
                Route.api("GET", "/api/auth/me", Access.API_KEY, this::byKey));
    }

    private Answer bySession(Call call) {
        User user = call.signedIn().user();
        return answer(user, accounts.avatarUrl(user.id()));
    }

    private Answer byKey(Call call) {
        if (!call.keyCaller().scopes().contains(Scope.READ)) {
            throw new Refusal(403, "This API key lacks the scope " + Scope.READ.word());
        }
        return answer(call.keyCaller().user(), Optional.empty());
    }

    private static Answer answer(User user, Optional<String> avatarUrl) {
        return Answer.json(
                200,
                Json.object()
                        .put("id", user.id())
                        .put("username", user.username())
                        .put("email", user.email())
                        .put("avatar_url", avatarUrl)
                        .put("provider", user.provider())
                        .toString());
    }
}
