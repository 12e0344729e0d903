package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.account.AccountChange;
import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Json;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.home.TunnelCards;
import io.terrateam.terratunnel.control.web.page.Confirmation;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Paging;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Everybody's accounts.
final class UserPages {
    private static final int PAGE_SIZE = 50;
    private static final int MAX_PAGE = 1_000_000;
    private static final String USERS = "/admin/users";

    private final Templates templates;
    private final Accounts accounts;
    private final Tunnels tunnels;
    private final TunnelCards cards;
    private final Clock clock;

    UserPages(
            Templates templates,
            Accounts accounts,
            Tunnels tunnels,
            TunnelCards cards,
            Clock clock) {
        this.templates = templates;
        this.accounts = accounts;
        this.tunnels = tunnels;
        this.cards = cards;
        this.clock = clock;
    }

    List<Route> routes() {
        String user = USERS + "/{user_id}";
        return List.of(
                Route.page("GET", USERS, Access.ADMIN, this::list),
                Route.page("GET", user, Access.ADMIN, this::show),
                Route.page("POST", user + "/disable", Access.ADMIN, call -> setActive(call, false)),
                Route.page("POST", user + "/enable", Access.ADMIN, call -> setActive(call, true)),
                Route.page("GET", user + "/delete", Access.ADMIN, this::confirm),
                Route.page("POST", user + "/delete", Access.ADMIN, this::delete),
                Route.api(
                        "DELETE", "/api/admin/db/users/{user_id}", Access.ADMIN, this::apiDelete));
    }

    private Answer list(Call call) {
        String search = call.query().text("search").orElse("");
        int page = call.query().number("page", 1, 1, MAX_PAGE);
        long total = accounts.count(search);
        long pages = Math.max(1, Math.ceilDiv(total, PAGE_SIZE));
        Instant now = clock.instant();
        List<UserLine> users =
                accounts.list(search, (page - 1) * PAGE_SIZE, PAGE_SIZE).stream()
                        .map(user -> UserLine.of(user, now))
                        .toList();
        String path = search.isEmpty() ? USERS + "?" : USERS + "?search=" + encoded(search) + "&";
        return templates.page(
                "users.jte",
                templates.frame("Users", Frame.Section.USERS, call.visitor()),
                new UsersPage(search, users, Paging.of(path, page, pages, total)));
    }

    private Answer show(Call call) {
        User user = find(call);
        return templates.page(
                "user.jte",
                templates.frame(user.username(), Frame.Section.USERS, call.visitor()),
                new UserPage(
                        UserLine.of(user, clock.instant()),
                        cards.of(tunnels.list(user.id()), 0),
                        accounts.holdings(user.id()).apiKeys(),
                        Accounts.isOwn(user.id(), call.actor()),
                        "/admin/audit?user=" + encoded(user.username())));
    }

    private Answer setActive(Call call, boolean active) {
        long id = call.id("user_id");
        AccountChange change = accounts.setActive(id, active, call.actor());
        return switch (change) {
            case DONE, UNCHANGED -> Answer.redirect(USERS + "/" + id);
            case OWN_ACCOUNT ->
                    throw new Refusal(
                            409, "Nobody can shut themselves out. Ask another administrator.");
            case NOT_FOUND -> throw notFound();
        };
    }

    private Answer confirm(Call call) {
        User user = find(call);
        Accounts.Holdings holdings = accounts.holdings(user.id());
        String path = USERS + "/" + user.id();
        return templates.page(
                "confirm.jte",
                templates.frame("Delete a user", Frame.Section.USERS, call.visitor()),
                new Confirmation(
                        "Delete " + user.username() + "?",
                        "This can't be undone. What the audit log says of them stays.",
                        List.of(
                                count(holdings.tunnels(), "tunnel")
                                        + ", whose address stops working at once",
                                count(holdings.apiKeys(), "key"),
                                "their sessions"),
                        path + "/delete",
                        "Delete user",
                        path));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private Answer delete(Call call) {
        remove(call);
        return Answer.redirect(USERS);
    }

    private Answer apiDelete(Call call) {
        Accounts.Deleted deleted = remove(call);
        return Answer.json(
                200,
                Json.object()
                        .put("success", true)
                        .put("message", "User deleted")
                        .put(
                                "deleted",
                                Json.object()
                                        .put("api_keys", deleted.apiKeys())
                                        .put("tunnels", deleted.tunnels())
                                        .put("audit_logs", 0))
                        .toString());
    }

    private Accounts.Deleted remove(Call call) {
        User user = find(call);
        if (Accounts.isOwn(user.id(), call.actor())) {
            throw new Refusal(409, "Nobody can delete themselves. Ask another administrator.");
        }
        Optional<Accounts.Deleted> deleted = accounts.delete(user.id(), call.actor());
        return deleted.orElseThrow(UserPages::notFound);
    }

    private User find(Call call) {
        return accounts.find(call.id("user_id")).orElseThrow(UserPages::notFound);
    }

    private static Refusal notFound() {
        return new Refusal(404, "User not found");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
