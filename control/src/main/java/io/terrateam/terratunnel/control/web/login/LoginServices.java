package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.login.Logins;
import io.terrateam.terratunnel.control.login.handover.Handover;
import io.terrateam.terratunnel.control.login.handover.HandoverRequests;
import io.terrateam.terratunnel.control.login.handover.TokenExchange;
import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.util.List;
import java.util.stream.Stream;

/// What the routes of this package are made of.
///
/// @param logins signing in with a browser
/// @param exchange keys for providers' tokens
/// @param handover keys for programs whose users agree
/// @param requests reads what such programs ask for
/// @param cookies of the browser
/// @param urls where tunnels are
/// @param exchanges counts who exchanges tokens
/// @param badCodes counts who comes with codes that are none
public record LoginServices(
        Logins logins,
        TokenExchange exchange,
        Handover handover,
        HandoverRequests requests,
        Sessions sessions,
        Accounts accounts,
        Tunnels tunnels,
        ApiKeys keys,
        LoginCookies cookies,
        TunnelUrls urls,
        AttemptLimit exchanges,
        AttemptLimit badCodes) {

    /// The routes of all of them.
    public List<Route> routes(Templates templates) {
        return Stream.of(
                        new SignInRoutes(this, templates).routes(),
                        new ApprovalRoutes(this, templates).routes(),
                        new TokenRoutes(this).routes(),
                        new WhoAmIRoutes(accounts).routes())
                .flatMap(List::stream)
                .toList();
    }
}
