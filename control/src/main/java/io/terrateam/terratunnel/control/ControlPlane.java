package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.Belongings;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.browser.DatabaseBrowser;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.web.Guard;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.RouteTable;
import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.control.web.admin.AdminServices;
import io.terrateam.terratunnel.control.web.api.ApiServices;
import io.terrateam.terratunnel.control.web.docs.ApiDocument;
import io.terrateam.terratunnel.control.web.docs.DocsPages;
import io.terrateam.terratunnel.control.web.home.Addresses;
import io.terrateam.terratunnel.control.web.home.HomeServices;
import io.terrateam.terratunnel.control.web.home.TunnelCards;
import io.terrateam.terratunnel.control.web.page.Assets;
import io.terrateam.terratunnel.control.web.page.ErrorPage;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The control plane's pages and API, put together.
public final class ControlPlane {
    private ControlPlane() {}

    /// What it shares with the data plane's side of the server.
    ///
    /// @param location where the database is
    /// @param names which names are free
    /// @param reservations which names are owned
    /// @param keyCheck judges keys
    /// @param badKeys counts who comes with keys that are none, at whichever door
    /// @param live what is connected
    /// @param providerHttp asks login providers
    /// @param random a `SecureRandom` outside tests
    public record Shared(
            DatabaseLocation location,
            Database database,
            AuditLog audit,
            Names names,
            Reservations reservations,
            KeyCheck keyCheck,
            AttemptLimit badKeys,
            LiveTunnels live,
            ProviderHttp providerHttp,
            RandomGenerator random,
            Clock clock) {}

    /// The pages and the API of the server's own host.
    public static WebApplication web(ControlConfig config, Shared shared) {
        Database database = shared.database();
        Clock clock = shared.clock();
        Tunnels tunnels =
                new Tunnels(
                        database,
                        shared.names(),
                        shared.reservations(),
                        shared.audit(),
                        clock,
                        config.nameQuarantine());
        ApiKeys keys = new ApiKeys(database, shared.random(), shared.audit(), clock);
        Accounts accounts =
                new Accounts(database, config.admins(), new Owned(tunnels), shared.audit(), clock);
        Sessions sessions =
                new Sessions(
                        database,
                        accounts,
                        shared.audit(),
                        config.sessions(),
                        config.publicUrl(),
                        new Sessions.Tools(shared.random(), clock));
        Addresses addresses = new Addresses(config.publicUrl(), config.tunnelUrls());
        TunnelCards cards = new TunnelCards(keys, shared.live(), addresses, clock);
        Assets assets = new Assets();
        Templates templates = new Templates(assets);

        List<Route> routes = new ArrayList<>();
        routes.add(assets.route());
        routes.addAll(new DocsPages(templates, ApiDocument.read()).routes());
        routes.addAll(
                new HomeServices(
                                tunnels,
                                keys,
                                sessions,
                                shared.audit(),
                                shared.live(),
                                cards,
                                config.login(),
                                addresses,
                                clock)
                        .routes(templates));
        routes.addAll(new ApiServices(tunnels, keys, shared.live(), addresses).routes());
        routes.addAll(admin(config, shared, accounts, tunnels, cards).routes(templates));
        routes.addAll(
                new LoginParts(config, shared, accounts, sessions, tunnels, keys)
                        .services()
                        .routes(templates));
        return new WebApplication(
                new RouteTable(routes),
                new Guard(
                        new StoredIdentities(
                                sessions,
                                addresses.cookie(),
                                shared.keyCheck(),
                                accounts,
                                shared.badKeys()),
                        config.origin()),
                ErrorPage.drawnBy(templates));
    }

    private static AdminServices admin(
            ControlConfig config,
            Shared shared,
            Accounts accounts,
            Tunnels tunnels,
            TunnelCards cards) {
        return new AdminServices(
                accounts,
                tunnels,
                cards,
                shared.audit(),
                DatabaseBrowser.of(shared.location(), config.databaseReader()),
                shared.database(),
                shared.location() instanceof DatabaseLocation.SqliteFile,
                shared.clock());
    }

    /// The tunnels of an account.
    private record Owned(Tunnels tunnels) implements Belongings {
        @Override
        public void provideFor(User user, Actor by) {
            tunnels.create(user.id(), false, Optional.empty(), by);
        }

        @Override
        public void giveUp(User user, Actor by) {
            tunnels.deleteAllOf(user.id(), by);
        }
    }
}
