package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.AuditLog.Subject;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.ReleasedNameTable;
import io.terrateam.terratunnel.control.store.TunnelRow;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tunnels that accounts own: made, named, switched off and on, given up.
///
/// Every change and its line in the audit log are one transaction. Who may do what is decided by
/// the caller.
///
/// Thread: may block on the database. Failure: [NameTakenException] for a name that can't be had,
/// `IllegalArgumentException` for a display name that is none.
public final class Tunnels {
    static final int MAX_DISPLAY_NAME = 100;

    private final Database database;
    private final Names names;
    private final Reservations reservations;
    private final AuditLog audit;
    private final Clock clock;
    private final Duration quarantine;

    /// @param reservations is told of names whose owner changes
    /// @param quarantine how long a name rests that was given up
    public Tunnels(
            Database database,
            Names names,
            Reservations reservations,
            AuditLog audit,
            Clock clock,
            Duration quarantine) {
        this.database = database;
        this.names = names;
        this.reservations = reservations;
        this.audit = audit;
        this.clock = clock;
        this.quarantine = quarantine;
    }

    /// A tunnel, and whether it was made just now.
    public record Created(TunnelTable.Details tunnel, boolean isNew) {}

    /// The tunnel with that id.
    public Optional<TunnelTable.Details> find(long id) {
        return database.tunnels().findById(id);
    }

    /// A user's tunnels, oldest first.
    public List<TunnelTable.Details> list(long userId) {
        return database.tunnels().listOf(userId);
    }

    /// A page of everybody's tunnels by name.
    public List<TunnelTable.Details> listAll(int offset, int limit) {
        return database.tunnels().list(offset, limit);
    }

    /// Whose these tunnels are: login names by the tunnels' names in lower case.
    public Map<String, String> ownersOf(Collection<String> names) {
        return database.tunnels().ownersOf(names);
    }

    /// The names that a user gave up and may have back, the last one first.
    public List<ReleasedNameTable.Row> restingNames(long userId) {
        return database.releasedNames().listOf(userId, clock.instant());
    }

    /// Makes a tunnel for a user, or finds the one that they have.
    ///
    /// @param mayHaveMany whether it is made although they have one
    /// @param wanted a name that they gave up and want back; a new one if empty
    public Created create(long userId, boolean mayHaveMany, Optional<TunnelName> wanted, Actor by) {
        Created created =
                names.takingOne(() -> {
                    List<TunnelTable.Details> own = list(userId);
                    if (!mayHaveMany && !own.isEmpty()) {
                        return new Created(own.getFirst(), false);
                    }
                    TunnelName name =
                            wanted.map(back -> givenUpBy(userId, back)).orElseGet(names::fresh);
                    return new Created(make(userId, name, by), true);
                });
        forget(created.tunnel());
        return created;
    }

    /// The tunnel of that name, made for `newOwner` where nobody owns it; for whoever runs the
    /// server.
    ///
    /// @param evenIfResting whether a name that rests may be had
    public TunnelRow named(TunnelName name, long newOwner, boolean evenIfResting, Actor by) {
        TunnelRow tunnel =
                names.takingOne(() ->
                        database.tunnels()
                                .findByName(name.value())
                                .orElseGet(() -> {
                                    refuseTaken(name, evenIfResting);
                                    return make(newOwner, name, by).tunnel();
                                }));
        reservations.forget(name);
        return tunnel;
    }

    /// Lets its owner call a tunnel something else; its name stays.
    ///
    /// @return the tunnel; empty where there is none of that id
    public Optional<TunnelTable.Details> rename(long id, String displayName, Actor by) {
        String clean = cleanDisplayName(displayName);
        return changed(
                id,
                tunnel -> {
                    database.tunnels().rename(id, clean, clock.instant());
                    audit.changed(
                            AuditEvent.TUNNEL_RENAMED,
                            by,
                            new Subject(
                                    tunnel.tunnel().subdomain(),
                                    target(tunnel),
                                    Map.of("from", tunnel.displayName(), "to", clean)));
                });
    }

    /// Switches a tunnel on or off: its links end at once, and nobody connects to it while it is
    /// off.
    ///
    /// @return the tunnel; empty where there is none of that id
    public Optional<TunnelTable.Details> setActive(long id, boolean active, Actor by) {
        return changed(
                id,
                tunnel -> {
                    if (database.tunnels().setActive(id, active)) {
                        audit.changed(
                                active ? AuditEvent.TUNNEL_ENABLED : AuditEvent.TUNNEL_DISABLED,
                                by,
                                Subject.ofTunnel(tunnel.tunnel().subdomain(), target(tunnel)));
                    }
                });
    }

    /// Gives a tunnel's name up, with its keys: its links end at once. The name rests, and whoever
    /// had it may have it back meanwhile.
    ///
    /// @return what it was; empty where there is none of that id
    public Optional<TunnelTable.Details> delete(long id, Actor by) {
        Optional<TunnelTable.Details> deleted =
                names.takingOne(() -> {
                    Optional<TunnelTable.Details> found = find(id);
                    found.ifPresent(tunnel -> release(tunnel, by));
                    return found;
                });
        deleted.ifPresent(this::forget);
        return deleted;
    }

    /// Gives up all that a user has; to be called in the transaction that deletes them.
    ///
    /// @return how many tunnels that were
    public int deleteAllOf(long userId, Actor by) {
        return names.takingOne(() -> {
            List<TunnelTable.Details> own = list(userId);
            own.forEach(tunnel -> release(tunnel, by));
            own.forEach(this::forget);
            return own.size();
        });
    }

    private interface Change {
        void of(TunnelTable.Details tunnel);
    }

    private Optional<TunnelTable.Details> changed(long id, Change change) {
        return database.transactionAndGet(() -> {
            Optional<TunnelTable.Details> found = find(id);
            found.ifPresent(change::of);
            return found.isPresent() ? find(id) : found;
        });
    }

    private TunnelTable.Details make(long userId, TunnelName name, Actor by) {
        database.releasedNames().delete(name.value());
        long id = database.tunnels().create(userId, name.value()).id();
        TunnelTable.Details made = find(id).orElseThrow();
        audit.changed(AuditEvent.TUNNEL_CREATED, by, Subject.ofTunnel(name.value(), target(made)));
        return made;
    }

    private void release(TunnelTable.Details tunnel, Actor by) {
        String name = tunnel.tunnel().subdomain();
        Instant now = clock.instant();
        if (quarantine.isPositive()) {
            database.releasedNames()
                    .put(name, Optional.of(tunnel.tunnel().userId()), now, now.plus(quarantine));
        }
        database.tunnels().delete(tunnel.tunnel().id());
        audit.changed(AuditEvent.TUNNEL_DELETED, by, Subject.ofTunnel(name, target(tunnel)));
    }

    private TunnelName givenUpBy(long userId, TunnelName name) {
        boolean isTheirs =
                names.rest(name)
                        .filter(row -> row.userId().equals(Optional.of(userId)))
                        .isPresent();
        if (!isTheirs || names.isOwned(name)) {
            throw new NameTakenException(
                    name + " can't be had back (expected: a name that you gave up and that rests)");
        }
        return name;
    }

    private void refuseTaken(TunnelName name, boolean evenIfResting) {
        if (ReservedNames.contains(name)) {
            throw new NameTakenException(
                    name + " is kept for the server itself; choose another name");
        }
        if (!evenIfResting) {
            names.rest(name)
                    .ifPresent(rest -> {
                        throw new NameTakenException(
                                name
                                        + (rest.userId().isPresent()
                                                ? " was given up and rests until "
                                                : " is kept for a tunnel without an account until ")
                                        + rest.until().truncatedTo(ChronoUnit.SECONDS)
                                        + ", so that nobody gets another's visitors");
                    });
        }
    }

    /// A tunnel in words, for the audit log.
    private static String target(TunnelTable.Details tunnel) {
        return "tunnel " + tunnel.tunnel().id() + " of " + tunnel.ownerUsername();
    }

    private void forget(TunnelTable.Details tunnel) {
        TunnelName.parse(tunnel.tunnel().subdomain()).ifPresent(reservations::forget);
    }

    private static String cleanDisplayName(String displayName) {
        String clean = displayName.strip();
        boolean isPlain = clean.codePoints().noneMatch(Character::isISOControl);
        if (clean.isEmpty() || clean.length() > MAX_DISPLAY_NAME || !isPlain) {
            throw new IllegalArgumentException(
                    "name: (expected: 1-" + MAX_DISPLAY_NAME + " characters without line breaks)");
        }
        return clean;
    }
}
