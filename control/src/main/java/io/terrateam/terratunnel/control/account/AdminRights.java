package io.terrateam.terratunnel.control.account;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.UserRow;
import java.time.Clock;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may manage everything.
///
/// A configured name means the account that first signed in with it, for ever: it is pinned to that
/// account's number. Whoever takes over a freed name at the provider is somebody else, and an admin
/// who is renamed stays one. What is no longer configured gives no rights, pinned or not.
///
/// Thread: may block on the database.
final class AdminRights {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRights.class);

    private final Database database;
    private final AdminNames names;
    private final Clock clock;

    AdminRights(Database database, AdminNames names, Clock clock) {
        this.database = database;
        this.names = names;
        this.clock = clock;
    }

    /// Pins the name that somebody signs in with, if it is an admin's and not pinned yet.
    void signedIn(Identity identity) {
        String provider = identity.provider();
        String username = identity.username().toLowerCase(Locale.ROOT);
        if (!names.names(provider).contains(username)) {
            return;
        }
        String owner =
                database.adminPins()
                        .pin(provider, username, identity.providerUserId(), clock.instant());
        if (!owner.equals(identity.providerUserId())) {
            LOG.warn(
                    "{} {} (id {}) signed in with an admin's name that belongs to id {}: no admin."
                            + " If that is wrong, name the account itself: id:{}",
                    provider,
                    username,
                    identity.providerUserId(),
                    owner,
                    identity.providerUserId());
        }
    }

    boolean isAdmin(UserRow user) {
        String provider = user.provider();
        if (names.ids(provider).contains(user.providerUserId())) {
            return true;
        }
        return names.names(provider).stream()
                .flatMap(name -> database.adminPins().find(provider, name).stream())
                .anyMatch(user.providerUserId()::equals);
    }
}
