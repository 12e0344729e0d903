package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.login.LoginConfig;
import io.terrateam.terratunnel.control.login.LoginStates;
import io.terrateam.terratunnel.control.login.Logins;
import io.terrateam.terratunnel.control.login.RedirectRules;
import io.terrateam.terratunnel.control.login.handover.Handover;
import io.terrateam.terratunnel.control.login.handover.HandoverCodes;
import io.terrateam.terratunnel.control.login.handover.HandoverRequests;
import io.terrateam.terratunnel.control.login.handover.TokenExchange;
import io.terrateam.terratunnel.control.login.handover.TokenOwners;
import io.terrateam.terratunnel.control.login.provider.Providers;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.web.login.LoginCookies;
import io.terrateam.terratunnel.control.web.login.LoginServices;

/// Signing in and programs that get keys, put together.
///
/// @param config how it is configured
/// @param shared what the rest uses too
record LoginParts(
        ControlConfig config,
        ControlPlane.Shared shared,
        Accounts accounts,
        Sessions sessions,
        Tunnels tunnels,
        ApiKeys keys) {

    LoginServices services() {
        LoginConfig login = config.login();
        Providers providers = Providers.of(login.github(), login.gitlab(), shared.providerHttp());
        HandoverCodes codes = new HandoverCodes(shared.database(), shared.random(), shared.clock());
        return new LoginServices(
                new Logins(
                        providers,
                        new LoginStates(shared.database(), shared.random(), shared.clock()),
                        accounts,
                        shared.audit(),
                        config.publicUrl(),
                        new AttemptLimit(Logins.STARTS_PER_MINUTE, shared.clock())),
                new TokenExchange(
                        new TokenOwners(providers, login.foreignGithub(), shared.providerHttp()),
                        codes,
                        accounts,
                        tunnels,
                        keys,
                        shared.audit()),
                new Handover(
                        codes, accounts, tunnels, keys, config.tunnelUrls(), config.publicUrl()),
                new HandoverRequests(new RedirectRules(login.redirectOrigins())),
                sessions,
                accounts,
                tunnels,
                keys,
                LoginCookies.of(config.isSecure()),
                config.tunnelUrls(),
                new AttemptLimit(TokenExchange.PER_MINUTE, shared.clock()),
                new AttemptLimit(AttemptLimit.BAD_KEYS, shared.clock()));
    }
}
