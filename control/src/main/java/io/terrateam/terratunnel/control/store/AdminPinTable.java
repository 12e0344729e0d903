package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// The `admin_pins` table: which account an administrator's login name means, settled when that
/// name first signed in, so that nobody inherits the rights with the name.
public final class AdminPinTable {
    private final Database database;

    AdminPinTable(Database database) {
        this.database = database;
    }

    /// The provider's id that `username` is pinned to, in any case of its letters.
    public Optional<String> find(String provider, String username) {
        return database.read(handle ->
                handle.createQuery(
                                """
                                SELECT provider_user_id FROM admin_pins
                                WHERE provider = :provider AND username_lower = :username
                                """)
                        .bind("provider", provider)
                        .bind("username", username.toLowerCase(Locale.ROOT))
                        .mapTo(String.class)
                        .findFirst());
    }

    /// Pins `username` unless it is pinned already.
    ///
    /// @return the id that it is pinned to now
    public String pin(String provider, String username, String providerUserId, Instant now) {
        return database.writeAndGet(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO admin_pins
                                (provider, username_lower, provider_user_id, pinned_at)
                            VALUES (:provider, :username, :id, :now)
                            ON CONFLICT (provider, username_lower) DO NOTHING
                            """)
                    .bind("provider", provider)
                    .bind("username", username.toLowerCase(Locale.ROOT))
                    .bind("id", providerUserId)
                    .bind("now", SqlTime.format(now))
                    .execute();
            return find(provider, username).orElseThrow();
        });
    }
}
