package io.terrateam.terratunnel.control.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// The `tunnels` table: names that somebody owns.
public final class TunnelTable {
    private final Database database;

    TunnelTable(Database database) {
        this.database = database;
    }

    /// The tunnel of that name, in any case of its letters.
    public Optional<TunnelRow> findByName(String name) {
        return database.read(handle ->
                handle.createQuery(
                                """
                                SELECT id, user_id, subdomain, is_active FROM tunnels
                                WHERE lower(subdomain) = lower(:name) ORDER BY id LIMIT 1
                                """)
                        .bind("name", name)
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// The user's oldest tunnel: where a key that names no tunnel leads.
    public Optional<TunnelRow> findOldestOf(long userId) {
        return database.read(handle ->
                handle.createQuery(
                                """
                                SELECT id, user_id, subdomain, is_active FROM tunnels
                                WHERE user_id = :user ORDER BY created_at, id LIMIT 1
                                """)
                        .bind("user", userId)
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// Gives `name` to a user.
    public TunnelRow create(long userId, String name) {
        return database.writeAndGet(handle -> {
            long id =
                    handle.createUpdate(
                                    """
                                    INSERT INTO tunnels (user_id, subdomain, name)
                                    VALUES (:user, :subdomain, :title)
                                    """)
                            .bind("user", userId)
                            .bind("subdomain", name)
                            .bind("title", "Tunnel " + name)
                            .executeAndReturnGeneratedKeys("id")
                            .mapTo(Long.class)
                            .one();
            return new TunnelRow(id, userId, name, true);
        });
    }

    /// Lets the tunnel be served, or not, whatever key is used.
    public void setActive(long tunnelId, boolean active) {
        database.write(handle ->
                handle.createUpdate("UPDATE tunnels SET is_active = :active WHERE id = :id")
                        .bind("active", active)
                        .bind("id", tunnelId)
                        .execute());
    }

    private static TunnelRow row(ResultSet rows) throws SQLException {
        return new TunnelRow(
                rows.getLong("id"),
                rows.getLong("user_id"),
                rows.getString("subdomain"),
                rows.getBoolean("is_active"));
    }
}
