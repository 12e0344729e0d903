package io.terrateam.terratunnel.control.store;

/// The `users` table: whom names and keys belong to.
public final class UserTable {
    private final Database database;

    UserTable(Database database) {
        this.database = database;
    }

    /// The id of the user whom `provider` knows as `providerId`, made with `username` where there
    /// is none.
    public long findOrCreate(String provider, String providerId, String username) {
        return database.writeAndGet(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO users (auth_provider, provider_user_id, provider_username)
                            VALUES (:provider, :providerId, :username)
                            ON CONFLICT (auth_provider, provider_user_id) DO NOTHING
                            """)
                    .bind("provider", provider)
                    .bind("providerId", providerId)
                    .bind("username", username)
                    .execute();
            return handle.createQuery(
                            """
                            SELECT id FROM users
                            WHERE auth_provider = :provider AND provider_user_id = :providerId
                            """)
                    .bind("provider", provider)
                    .bind("providerId", providerId)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /// Lets the user in, or keeps them out with all their keys.
    public void setActive(long userId, boolean active) {
        database.write(handle ->
                handle.createUpdate("UPDATE users SET is_active = :active WHERE id = :id")
                        .bind("active", active)
                        .bind("id", userId)
                        .execute());
    }
}
