package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.login.LoginConfig;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// What the pages of this package are made of.
///
/// @param tunnels what accounts own
/// @param keys what opens them
/// @param sessions who is signed in
/// @param audit what happened
/// @param live what is connected
/// @param cards joins the two
/// @param login how people may sign in
/// @param addresses what they copy
public record HomeServices(
        Tunnels tunnels,
        ApiKeys keys,
        Sessions sessions,
        AuditLog audit,
        LiveTunnels live,
        TunnelCards cards,
        LoginConfig login,
        Addresses addresses,
        Clock clock) {

    /// The routes of all its pages.
    public List<Route> routes(Templates templates) {
        OwnTunnels own = new OwnTunnels(tunnels);
        LoginOffers offers = new LoginOffers(login, addresses);
        EverybodysTunnels everybody = new EverybodysTunnels(tunnels, audit, live, addresses, clock);
        return Stream.of(
                        new HomePages(templates, tunnels, cards, everybody, offers, addresses)
                                .routes(),
                        new LoginPages(templates, offers).routes(),
                        new TunnelPages(templates, tunnels, own, cards).routes(),
                        new KeyPages(templates, keys, own, cards, addresses, clock).routes(),
                        new AccountPages(templates, sessions, addresses.cookie(), clock).routes())
                .flatMap(List::stream)
                .toList();
    }
}
