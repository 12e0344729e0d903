package io.terrateam.terratunnel.control.store;

import static io.terrateam.terratunnel.control.store.Columns.optionalTime;
import static io.terrateam.terratunnel.control.store.Columns.text;
import static io.terrateam.terratunnel.control.store.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `tunnels` table: names that somebody owns.
public final class TunnelTable {
    private static final String SELECT = "SELECT id, user_id, subdomain, is_active FROM tunnels ";

    private static final String SELECT_DETAILS =
            """
            SELECT t.id, t.user_id, t.subdomain, t.is_active, t.name, t.created_at, t.updated_at,
                   u.auth_provider, u.provider_username
            FROM tunnels t LEFT JOIN users u ON u.id = t.user_id
            """;

    private final Database database;

    TunnelTable(Database database) {
        this.database = database;
    }

    /// A tunnel with what people want to know about it.
    ///
    /// @param displayName what its owner calls it
    public record Details(
            TunnelRow tunnel,
            String ownerProvider,
            String ownerUsername,
            String displayName,
            Instant createdAt,
            Optional<Instant> updatedAt) {}

    /// The tunnel of that name, in any case of its letters.
    public Optional<TunnelRow> findByName(String name) {
        return database.read(handle ->
                handle.createQuery(
                                SELECT
                                        + " WHERE lower(subdomain) = lower(:name) ORDER BY id LIMIT 1")
                        .bind("name", name)
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// The user's oldest tunnel: where a key that names no tunnel leads.
    public Optional<TunnelRow> findOldestOf(long userId) {
        return database.read(handle ->
                handle.createQuery(
                                SELECT + " WHERE user_id = :user ORDER BY created_at, id LIMIT 1")
                        .bind("user", userId)
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// The tunnel with that id.
    public Optional<Details> findById(long id) {
        return database.read(handle ->
                handle.createQuery(SELECT_DETAILS + " WHERE t.id = :id")
                        .bind("id", id)
                        .map((rows, context) -> details(rows))
                        .findFirst());
    }

    /// A user's tunnels, oldest first.
    public List<Details> listOf(long userId) {
        return database.read(handle ->
                handle.createQuery(
                                SELECT_DETAILS
                                        + " WHERE t.user_id = :user ORDER BY t.created_at, t.id")
                        .bind("user", userId)
                        .map((rows, context) -> details(rows))
                        .list());
    }

    /// A page of everybody's tunnels by name.
    public List<Details> list(int offset, int limit) {
        return database.read(handle ->
                handle.createQuery(
                                SELECT_DETAILS
                                        + " ORDER BY lower(t.subdomain), t.id"
                                        + " LIMIT :limit OFFSET :offset")
                        .bind("limit", limit)
                        .bind("offset", offset)
                        .map((rows, context) -> details(rows))
                        .list());
    }

    /// The login names of the owners of these tunnels, by the tunnels' names in lower case.
    public Map<String, String> ownersOf(Collection<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        return database.read(handle ->
                handle.createQuery(
                                """
                                SELECT lower(t.subdomain) AS name, u.provider_username AS owner
                                FROM tunnels t JOIN users u ON u.id = t.user_id
                                WHERE lower(t.subdomain) IN (<names>)
                                """)
                        .bindList("names", names)
                        .reduceRows(
                                new HashMap<>(),
                                (owners, row) -> {
                                    owners.put(
                                            row.getColumn("name", String.class),
                                            row.getColumn("owner", String.class));
                                    return owners;
                                }));
    }

    /// How many there are.
    public long count() {
        return database.read(handle ->
                handle.createQuery("SELECT count(*) FROM tunnels").mapTo(Long.class).one());
    }

    /// Gives `name` to a user.
    public TunnelRow create(long userId, String name) {
        return create(userId, name, "Tunnel " + name);
    }

    /// Gives `name` to a user, who calls it `displayName`.
    public TunnelRow create(long userId, String name, String displayName) {
        return database.writeAndGet(handle -> {
            long id =
                    handle.createQuery(
                                    """
                                    INSERT INTO tunnels (user_id, subdomain, name)
                                    VALUES (:user, :subdomain, :title)
                                    RETURNING id
                                    """)
                            .bind("user", userId)
                            .bind("subdomain", name)
                            .bind("title", displayName)
                            .mapTo(Long.class)
                            .one();
            return new TunnelRow(id, userId, name, true);
        });
    }

    /// Changes what its owner calls it.
    ///
    /// @return whether there is such a tunnel
    public boolean rename(long tunnelId, String displayName, Instant now) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                UPDATE tunnels SET name = :title, updated_at = :now WHERE id = :id
                                """)
                        .bind("title", displayName)
                        .bind("now", SqlTime.format(now))
                        .bind("id", tunnelId)
                        .execute())
                == 1;
    }

    /// Lets the tunnel be served, or not, whatever key is used.
    ///
    /// @return whether there is such a tunnel and this changed something
    public boolean setActive(long tunnelId, boolean active) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                UPDATE tunnels SET is_active = :active
                                WHERE id = :id AND is_active <> :active
                                """)
                        .bind("active", active)
                        .bind("id", tunnelId)
                        .execute())
                == 1;
    }

    /// Deletes a tunnel with its keys.
    ///
    /// @return whether there was one
    public boolean delete(long tunnelId) {
        return database.writeAndGet(handle -> {
            handle.createUpdate("DELETE FROM api_keys WHERE tunnel_id = :id")
                    .bind("id", tunnelId)
                    .execute();
            return handle.createUpdate("DELETE FROM tunnels WHERE id = :id")
                            .bind("id", tunnelId)
                            .execute()
                    == 1;
        });
    }

    private static TunnelRow row(ResultSet rows) throws SQLException {
        return new TunnelRow(
                rows.getLong("id"),
                rows.getLong("user_id"),
                rows.getString("subdomain"),
                rows.getBoolean("is_active"));
    }

    private static Details details(ResultSet rows) throws SQLException {
        return new Details(
                row(rows),
                text(rows, "auth_provider"),
                text(rows, "provider_username"),
                text(rows, "name"),
                time(rows, "created_at"),
                optionalTime(rows, "updated_at"));
    }
}
