package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.AdminNames;
import io.terrateam.terratunnel.control.account.Belongings;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.account.SignIn;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.SessionConfig;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.store.Database;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Accounts and sessions on a real database, with a clock that stands still until told.
public final class AccountsUnderTest implements AutoCloseable {
    /// Where the server says that it is.
    public static final URI PUBLIC_URL = URI.create("https://tunnel.example.com");

    /// Somebody at a browser who has not signed in yet.
    public static final Actor STRANGER =
            new Actor(Optional.empty(), "", "192.0.2.7", "Browser/1.0");

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final Database database;
    private final BackgroundWriter writer;
    private final AuditLog audit;
    private final Belongings belongings;

    /// Over a database of one's choice, closed with it.
    public AccountsUnderTest(Function<Clock, Database> opening) {
        this.database = opening.apply(clock);
        this.writer = BackgroundWriter.start(100, database::transaction);
        this.audit = new AuditLog(database, writer::submit, clock);
        this.belongings = new NumberedTunnels();
    }

    /// Gives people tunnels called `tunnel-` and their number.
    private final class NumberedTunnels implements Belongings {
        @Override
        public void provideFor(User user, Actor by) {
            database.tunnels().create(user.id(), "tunnel-" + user.id());
        }

        @Override
        public void giveUp(User user, Actor by) {
            database.tunnels()
                    .listOf(user.id())
                    .forEach(each -> database.tunnels().delete(each.tunnel().id()));
        }
    }

    public Database database() {
        return database;
    }

    public Clock clock() {
        return clock;
    }

    public AuditLog audit() {
        return audit;
    }

    public Tunnels tunnels() {
        return new Tunnels(
                database,
                new Names(database, new NameGenerator(new SecureRandom()), name -> false, clock),
                new Reservations(database, clock),
                audit,
                clock,
                Duration.ofDays(30));
    }

    public ApiKeys keys() {
        return new ApiKeys(database, new SecureRandom(), audit, clock);
    }

    public void passes(Duration time) {
        now = now.plus(time);
    }

    /// Accounts where GitHub's users of these names are admins.
    public Accounts accounts(String... admins) {
        return new Accounts(
                database,
                new AdminNames(Map.of("github", List.of(admins))),
                belongings,
                audit,
                clock);
    }

    public Sessions sessions(SessionConfig config) {
        return sessions(config, PUBLIC_URL);
    }

    public Sessions sessions(SessionConfig config, URI publicUrl) {
        return new Sessions(
                database,
                accounts(),
                audit,
                config,
                publicUrl,
                new Sessions.Tools(new SecureRandom(), clock));
    }

    /// A user who signed in by GitHub.
    public User user(long id, String username) {
        return ((SignIn.Welcome) accounts().signIn(identity(id, username), STRANGER)).user();
    }

    public static Identity identity(long id, String username) {
        return new Identity(
                "github",
                Long.toString(id),
                username,
                Optional.of(username + "@example.com"),
                Optional.empty(),
                Optional.empty());
    }

    /// What the audit log holds, newest first, as `event target`.
    public List<String> audited() {
        writer.close();
        return database.audit().newest(100).stream()
                .map(row -> row.eventType() + " " + row.target())
                .toList();
    }

    @Override
    public void close() {
        writer.close();
        database.close();
    }
}
