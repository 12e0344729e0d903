package io.terrateam.terratunnel.bench;

import io.terrateam.terratunnel.control.ControlConfig;
import io.terrateam.terratunnel.control.ControlPlane;
import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.AdminNames;
import io.terrateam.terratunnel.control.account.Belongings;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.account.SignIn;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.apikey.KeyUse;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.live.LiveConnection;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.web.Field;
import io.terrateam.terratunnel.control.web.Responder;
import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.control.web.WebRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
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
import java.util.stream.Stream;

/// The control plane over a SQLite database with many people, tunnels and events, and as many
/// connections made up; and the administrator who looks at it.
final class CrowdedControlPlane implements AutoCloseable {
    private static final URI PUBLIC_URL = URI.create("https://tunnel.example");
    private static final Actor FROM =
            new Actor(Optional.empty(), "", "203.0.113.9", "Mozilla/5.0 (X11; Linux x86_64)");
    private static final int BATCH = 1_000;

    private final Clock clock = Clock.systemUTC();
    private final Path folder;
    private final Database database;
    private final BackgroundWriter writer;
    private final Tunnels tunnels;
    private final ApiKeys keys;
    private final Accounts accounts;
    private final Sessions sessions;
    private final ProviderHttp providerHttp = new ProviderHttp();
    private final WebApplication web;
    private final List<LiveConnection> live = new ArrayList<>();

    private String cookie = "";

    CrowdedControlPlane() throws IOException {
        folder = Files.createTempDirectory("terratunnel-pages");
        DatabaseLocation location = new DatabaseLocation.SqliteFile(folder.resolve("pages.db"));
        Random random = new Random(1);
        database = Database.open(location, clock);
        writer = BackgroundWriter.start(100, database::transaction);
        AuditLog audit = new AuditLog(database, Runnable::run, clock);
        Names names = new Names(database, new NameGenerator(random), name -> false, clock);
        Reservations reservations = new Reservations(database, clock);
        ControlConfig usual = ControlConfig.at(PUBLIC_URL);
        ControlConfig config =
                new ControlConfig(
                        usual.publicUrl(),
                        usual.tunnelUrls(),
                        usual.login(),
                        usual.sessions(),
                        new AdminNames(Map.of("github", List.of("root"))),
                        usual.auditRetention(),
                        usual.nameQuarantine(),
                        usual.databaseReader());
        tunnels = new Tunnels(database, names, reservations, audit, clock, Duration.ZERO);
        keys = new ApiKeys(database, random, audit, clock);
        accounts = new Accounts(database, config.admins(), new Owned(tunnels), audit, clock);
        sessions =
                new Sessions(
                        database,
                        accounts,
                        audit,
                        config.sessions(),
                        PUBLIC_URL,
                        new Sessions.Tools(random, clock));
        web =
                ControlPlane.web(
                        config,
                        new ControlPlane.Shared(
                                location,
                                database,
                                audit,
                                names,
                                reservations,
                                new KeyCheck(database, new KeyUse(database, writer, clock), clock),
                                new AttemptLimit(AttemptLimit.BAD_KEYS, clock),
                                new MadeUp(live),
                                providerHttp,
                                random,
                                clock));
    }

    /// Makes so many people with a tunnel and a key each, so many tunnels of the administrator, and
    /// so many lines of the audit log.
    void fill(int crowd, int events) {
        database.transaction(() -> {
            User root = signIn("root");
            cookie = "__Host-auth_token=" + sessions.open(root, FROM).token();
            for (int i = 0; i < crowd; i++) {
                User user = signIn("dev-" + i);
                var tunnel = tunnels.list(user.id()).getFirst().tunnel();
                keys.rotate(tunnel.id(), KeyRequest.PLAIN, FROM);
                tunnels.create(root.id(), true, Optional.empty(), FROM);
                live.add(connection(i, tunnel.subdomain()));
            }
        });
        for (int first = 0; first < events; first += BATCH) {
            database.audit().insert(rows(first, Math.min(BATCH, events - first)));
        }
    }

    private User signIn(String username) {
        Identity identity =
                new Identity(
                        "github",
                        "id-of-" + username,
                        username,
                        Optional.of(username + "@example.com"),
                        Optional.of("Developer " + username),
                        Optional.empty());
        return ((SignIn.Welcome) accounts.signIn(identity, FROM)).user();
    }

    private LiveConnection connection(int number, String tunnel) {
        return new LiveConnection(
                "link-" + number,
                tunnel,
                false,
                clock.instant().minusSeconds(number),
                "203.0.113." + number % 250,
                "http://localhost:3000",
                "terratunnel/1",
                2);
    }

    private List<AuditRow> rows(int first, int count) {
        List<AuditRow> rows = new ArrayList<>(count);
        for (int i = first; i < first + count; i++) {
            LiveConnection link = live.get(i % live.size());
            rows.add(
                    new AuditRow(
                            0,
                            clock.instant().minusSeconds(20L * i),
                            i % 2 == 0 ? "connect" : "disconnect",
                            Optional.empty(),
                            "dev-" + i % live.size(),
                            Optional.empty(),
                            link.address(),
                            link.userAgent(),
                            link.tunnel(),
                            link.tunnel() + ".tunnel.example",
                            link.localEndpoint(),
                            "link-" + i,
                            "",
                            "{\"reason\":\"client left\",\"duration_ms\":1234567}"));
        }
        return rows;
    }

    /// One of the crowd's tunnels.
    long someTunnel() {
        return tunnels.list(accounts.list("dev-500", 0, 1).getFirst().id())
                .getFirst()
                .tunnel()
                .id();
    }

    /// The administrator's request for a page.
    WebRequest request(String target) {
        return new WebRequest(
                "GET",
                target,
                "https",
                InetAddress.getLoopbackAddress(),
                "request-id",
                List.of(new Field("cookie", cookie)),
                new byte[0]);
    }

    /// Answers a request.
    ///
    /// @return how long the body is
    int answerBytes(WebRequest request) {
        Counter counter = new Counter();
        web.serve(request, counter);
        if (counter.status != 200) {
            throw new IllegalStateException(request.target() + " answered " + counter.status);
        }
        return counter.bytes;
    }

    @Override
    public void close() throws IOException {
        providerHttp.close();
        writer.close();
        database.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /// Counts what is sent.
    private static final class Counter implements Responder {
        private int status;
        private int bytes;

        @Override
        public void send(int answered, List<Field> fields, byte[] body) {
            status = answered;
            bytes = body.length;
        }

        @Override
        public void begin(int answered, List<Field> fields) {
            status = answered;
        }

        @Override
        public void write(byte[] part, int offset, int length) {
            bytes += length;
        }

        @Override
        public void end() {
            // Counted.
        }

        @Override
        public void abort() {
            throw new IllegalStateException("an answer was cut");
        }
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

    /// Connections that are only said to be there, all of them in use.
    private record MadeUp(List<LiveConnection> connections) implements LiveTunnels {
        @Override
        public Map<String, TunnelUse> use(Collection<String> names) {
            TunnelUse.Request request =
                    new TunnelUse.Request(
                            Instant.EPOCH, "POST", "/webhook", 200, "", Duration.ofMillis(12));
            TunnelUse use = new TunnelUse(1_000, 3, 1, List.of(request, request, request));
            Map<String, TunnelUse> uses = new HashMap<>();
            names.forEach(name -> uses.put(name, use));
            return uses;
        }
    }
}
