package io.terrateam.terratunnel.control.account;

import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.AuditLog.Subject;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.UserRow;
import io.terrateam.terratunnel.control.store.UserTable;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The people who signed in at least once.
///
/// Thread: may block on the database. What is changed is written down in the same transaction.
public final class Accounts {
    private final Database database;
    private final AdminRights admins;
    private final Belongings belongings;
    private final AuditLog audit;
    private final Clock clock;

    /// @param names who may manage everything
    public Accounts(
            Database database,
            AdminNames names,
            Belongings belongings,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.admins = new AdminRights(database, names, clock);
        this.belongings = belongings;
        this.audit = audit;
        this.clock = clock;
    }

    /// What hangs on an account.
    public record Holdings(int apiKeys, int tunnels) {}

    /// What went with an account.
    public record Deleted(int apiKeys, int tunnels) {}

    /// Lets somebody in whom a provider vouches for: makes or updates their account, and gives them
    /// their first tunnel.
    ///
    /// @param from where they come from; who they are is filled in
    public SignIn signIn(Identity identity, Actor from) {
        return inTransaction(() -> {
            Optional<UserRow> known =
                    database.users().findByIdentity(identity.provider(), identity.providerUserId());
            if (known.isPresent() && !known.get().active()) {
                return new SignIn.Disabled(user(known.get()));
            }
            UserTable.SignedIn signedIn =
                    database.users().signIn(profile(identity, known), clock.instant());
            admins.signedIn(identity);
            User user = user(signedIn.user());
            Actor actor = actor(user, from);
            if (database.tunnels().findOldestOf(user.id()).isEmpty()) {
                belongings.provideFor(user, actor);
            }
            audit.changed(
                    AuditEvent.LOGIN,
                    actor,
                    new Subject("", user.username(), Map.of("provider", user.provider())));
            return new SignIn.Welcome(user, signedIn.isNew());
        });
    }

    /// The user with that number, disabled or not.
    public Optional<User> find(long id) {
        return database.users().findById(id).map(this::user);
    }

    /// Where the provider has their picture.
    public Optional<String> avatarUrl(long id) {
        return database.users().findById(id).flatMap(UserRow::avatarUrl);
    }

    /// A page of those whose user name, name or e-mail address contains `search`, by user name.
    public List<User> list(String search, int offset, int limit) {
        return database.users().list(search, offset, limit).stream().map(this::user).toList();
    }

    /// How many [#list] would give in all.
    public long count(String search) {
        return database.users().count(search);
    }

    /// What would be gone with an account.
    public Holdings holdings(long id) {
        return new Holdings(
                database.apiKeys().listOfUser(id).size(), database.tunnels().listOf(id).size());
    }

    /// Shuts somebody out, with their sessions, keys and codes, or lets them in again.
    public AccountChange setActive(long id, boolean active, Actor by) {
        if (isOwn(id, by)) {
            return AccountChange.OWN_ACCOUNT;
        }
        return inTransaction(() -> {
            Optional<UserRow> row = database.users().findById(id);
            if (row.isEmpty()) {
                return AccountChange.NOT_FOUND;
            }
            if (!database.users().setActive(id, active)) {
                return AccountChange.UNCHANGED;
            }
            if (!active) {
                database.sessions().deleteAllOf(id);
            }
            audit.changed(
                    active ? AuditEvent.USER_ENABLED : AuditEvent.USER_DISABLED,
                    by,
                    subject(row.get()));
            return AccountChange.DONE;
        });
    }

    /// Deletes somebody with all that hangs on them.
    ///
    /// @return what went with them; empty where there is no such account, or it is one's own
    public Optional<Deleted> delete(long id, Actor by) {
        if (isOwn(id, by)) {
            return Optional.empty();
        }
        return inTransaction(() -> {
            Optional<UserRow> row = database.users().findById(id);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            Holdings before = holdings(id);
            belongings.giveUp(user(row.get()), by);
            database.users().delete(id);
            audit.changed(AuditEvent.USER_DELETED, by, subject(row.get()));
            return Optional.of(new Deleted(before.apiKeys(), before.tunnels()));
        });
    }

    /// Whether `id` is the account of whoever acts.
    public static boolean isOwn(long id, Actor by) {
        return by.userId().filter(own -> own == id).isPresent();
    }

    /// `from`, as the user.
    private static Actor actor(User user, Actor from) {
        return new Actor(
                Optional.of(user.id()), user.username(), from.peerAddress(), from.userAgent());
    }

    private static Subject subject(UserRow row) {
        return new Subject(
                "",
                row.username(),
                Map.of("provider", row.provider(), "provider_user_id", row.providerUserId()));
    }

    /// What a provider leaves out is kept as it was.
    private static UserTable.Profile profile(Identity identity, Optional<UserRow> known) {
        return new UserTable.Profile(
                identity.provider(),
                identity.providerUserId(),
                identity.username(),
                identity.email().or(() -> known.flatMap(UserRow::email)),
                identity.name().or(() -> known.flatMap(UserRow::name)),
                identity.avatarUrl().or(() -> known.flatMap(UserRow::avatarUrl)));
    }

    private User user(UserRow row) {
        return new User(
                row.id(),
                row.provider(),
                row.providerUserId(),
                row.username(),
                row.email(),
                row.name(),
                row.active(),
                admins.isAdmin(row),
                row.createdAt());
    }

    private <T> T inTransaction(Supplier<T> work) {
        return database.transactionAndGet(work);
    }
}
