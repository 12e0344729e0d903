package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.AdminNames;
import io.terrateam.terratunnel.control.account.Belongings;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.account.SignIn;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyUse;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.live.LiveConnection;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.login.LoginConfig;
import io.terrateam.terratunnel.control.login.provider.ClientSecret;
import io.terrateam.terratunnel.control.login.provider.OAuthApp;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.SessionConfig;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.web.WebApplication;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// The whole control plane over a database of its own, with people who can be signed in, and
/// connections that a test makes up. `root` is an administrator.
public final class ControlPlaneUnderTest implements AutoCloseable {
    public static final URI PUBLIC_URL = URI.create("https://tunnel.example.test");
    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final OAuthApp APP =
            new OAuthApp(
                    "client-id",
                    new ClientSecret("client-secret"),
                    URI.create("https://github.test"),
                    URI.create("https://api.github.test"));

    /// Connections and use that the pages are told of.
    public final MadeUp live = new MadeUp();

    private final Clock clock = Clock.systemUTC();
    private final Database database;
    private final BackgroundWriter writer;
    private final AuditLog audit;
    private final Tunnels tunnels;
    private final Accounts accounts;
    private final Sessions sessions;
    private final ApiKeys keys;
    private final ProviderHttp providerHttp = new ProviderHttp();
    private final WebApplication web;

    public ControlPlaneUnderTest(Path directory) {
        this(new DatabaseLocation.SqliteFile(directory.resolve("terratunnel.db")));
    }

    public ControlPlaneUnderTest(DatabaseLocation location) {
        this(
                location,
                new LoginConfig(Optional.of(APP), Optional.of(APP), Optional.empty(), List.of()));
    }

    public ControlPlaneUnderTest(DatabaseLocation location, LoginConfig login) {
        Random random = new Random(1);
        AdminNames admins = new AdminNames(Map.of("github", List.of("root")));
        database = Database.open(location, clock);
        writer = BackgroundWriter.start(100, database::transaction);
        audit = new AuditLog(database, Runnable::run, clock);
        Names names = new Names(database, new NameGenerator(random), name -> false, clock);
        Reservations reservations = new Reservations(database, clock);
        Duration quarantine = Duration.ofDays(30);
        tunnels = new Tunnels(database, names, reservations, audit, clock, quarantine);
        accounts = new Accounts(database, admins, new Owned(tunnels), audit, clock);
        keys = new ApiKeys(database, random, audit, clock);
        sessions =
                new Sessions(
                        database,
                        accounts,
                        audit,
                        SessionConfig.DEFAULT,
                        PUBLIC_URL,
                        new Sessions.Tools(random, clock));
        web =
                ControlPlane.web(
                        new ControlConfig(
                                PUBLIC_URL,
                                new TunnelUrls("https", "tunnel.example.test"),
                                login,
                                SessionConfig.DEFAULT,
                                admins,
                                Duration.ofDays(90),
                                quarantine,
                                Optional.empty()),
                        new ControlPlane.Shared(
                                location,
                                database,
                                audit,
                                names,
                                reservations,
                                new KeyCheck(database, new KeyUse(database, writer, clock), clock),
                                new AttemptLimit(AttemptLimit.BAD_KEYS, clock),
                                live,
                                providerHttp,
                                random,
                                clock));
    }

    public Database database() {
        return database;
    }

    public Tunnels tunnels() {
        return tunnels;
    }

    public ApiKeys keys() {
        return keys;
    }

    public AuditLog audit() {
        return audit;
    }

    public WebApplication web() {
        return web;
    }

    /// Signs somebody in for the first or another time.
    public User user(String username) {
        Identity identity =
                new Identity(
                        "github",
                        Integer.toString(username.hashCode() & 0xffffff),
                        username,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return ((SignIn.Welcome) accounts.signIn(identity, from(""))).user();
    }

    /// A browser that nobody is signed in with.
    public TestBrowser browser() {
        return new TestBrowser(web, "");
    }

    /// A browser that somebody is signed in with.
    public TestBrowser browserOf(String username) {
        String token = sessions.open(user(username), from(username)).token();
        return new TestBrowser(web, "__Host-auth_token=" + token);
    }

    /// Their oldest tunnel.
    public TunnelTable.Details tunnelOf(String username) {
        return tunnels.list(user(username).id()).getFirst();
    }

    public Actor actor(String username) {
        return new Actor(Optional.of(user(username).id()), username, "192.0.2.9", "Browser/1.0");
    }

    private static Actor from(String username) {
        return new Actor(Optional.empty(), username, "192.0.2.9", "Browser/1.0");
    }

    @Override
    public void close() {
        providerHttp.close();
        writer.close();
        database.close();
    }

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

    /// What is connected, as a test says.
    public static final class MadeUp implements LiveTunnels {
        private final List<LiveConnection> connections = new ArrayList<>();
        private final Map<String, TunnelUse> uses = new HashMap<>();

        public void connect(String tunnel, String address, String endpoint, String userAgent) {
            connections.addFirst(
                    new LiveConnection(
                            "link-" + connections.size(),
                            tunnel,
                            false,
                            Instant.now(),
                            address,
                            endpoint,
                            userAgent,
                            2));
        }

        public void used(String tunnel, TunnelUse use) {
            uses.put(tunnel, use);
        }

        @Override
        public List<LiveConnection> connections() {
            return List.copyOf(connections);
        }

        @Override
        public Map<String, TunnelUse> use(Collection<String> names) {
            Map<String, TunnelUse> asked = new HashMap<>(uses);
            asked.keySet().retainAll(names);
            return asked;
        }
    }
}
