package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.SignedIn;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.LivePart;
import io.terrateam.terratunnel.control.web.page.Paging;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The start page: what this server is, or one's tunnels; for administrators everybody's too.
public final class HomePages {
    private static final int RECENT = 5;
    private static final int PAGE_SIZE = 25;
    private static final int MAX_PAGE = 1_000_000;

    private final Templates templates;
    private final Tunnels tunnels;
    private final TunnelCards cards;
    private final EverybodysTunnels everybody;
    private final LoginOffers logins;
    private final Addresses addresses;

    HomePages(
            Templates templates,
            Tunnels tunnels,
            TunnelCards cards,
            EverybodysTunnels everybody,
            LoginOffers logins,
            Addresses addresses) {
        this.templates = templates;
        this.tunnels = tunnels;
        this.cards = cards;
        this.everybody = everybody;
        this.logins = logins;
        this.addresses = addresses;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", "/", Access.PUBLIC, this::start),
                Route.api("GET", "/live/home", Access.SIGNED_IN, this::live));
    }

    private Answer start(Call call) {
        Optional<SignedIn> viewer = call.visitor();
        if (viewer.isEmpty()) {
            return templates.page(
                    "welcome.jte",
                    templates.frame("Tunnels to local applications", Frame.Section.NONE, viewer),
                    new WelcomePage(
                            addresses.domain(),
                            logins.buttons("/"),
                            addresses.loginCommand(),
                            addresses.connectCommand()));
        }
        return templates.page(
                "dashboard.jte",
                templates.frame("Your tunnels", Frame.Section.TUNNELS, viewer),
                dashboard(call, viewer.get().user()));
    }

    private Answer live(Call call) {
        SignedIn viewer = call.signedIn();
        byte[] part =
                templates.draw(
                        "part/dashboard.jte", Map.of("model", dashboard(call, viewer.user())));
        return LivePart.answer(call, part);
    }

    private DashboardPage dashboard(Call call, User user) {
        int page = call.query().number("page", 1, 1, MAX_PAGE);
        List<TunnelTable.Details> own = tunnels.list(user.id());
        int pages = Math.max(1, Math.ceilDiv(own.size(), PAGE_SIZE));
        return new DashboardPage(
                cards.of(
                        own.stream().skip((page - 1L) * PAGE_SIZE).limit(PAGE_SIZE).toList(),
                        RECENT),
                page,
                pages == 1 ? null : Paging.of("/?", page, pages, own.size()),
                user.admin() || own.isEmpty(),
                user.admin() && page == 1 ? everybody.now() : null);
    }
}
