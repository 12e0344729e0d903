package io.terrateam.terratunnel.control.store;

import static io.terrateam.terratunnel.control.store.Columns.optionalId;
import static io.terrateam.terratunnel.control.store.Columns.optionalTime;
import static io.terrateam.terratunnel.control.store.Columns.text;
import static io.terrateam.terratunnel.control.store.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The `api_keys` table, read together with the user and the tunnel of each key.
public final class ApiKeyTable {
    private static final int IDS_PER_QUERY = 1_000;

    private static final String SELECT =
            """
            SELECT k.id, k.user_id, k.key_prefix, k.key_suffix, k.name, k.created_at, k.last_used_at,
                   k.expires_at, k.is_active, k.scopes, k.revoked_at, k.revoked_why,
                   u.provider_username, u.is_active AS user_active,
                   t.id AS tunnel_id, t.user_id AS tunnel_user_id, t.subdomain,
                   t.is_active AS tunnel_active,
                   NOT k.is_active AND EXISTS (
                       SELECT 1 FROM api_keys n
                       WHERE n.tunnel_id = k.tunnel_id AND n.id > k.id AND n.is_active
                   ) AS replaced
            FROM api_keys k
            LEFT JOIN users u ON u.id = k.user_id
            LEFT JOIN tunnels t ON t.id = k.tunnel_id
            """;

    private final Database database;

    ApiKeyTable(Database database) {
        this.database = database;
    }

    /// The key with that SHA-256 in hex.
    public Optional<ApiKeyRow> findByHash(String hash) {
        return database.read(handle ->
                handle.createQuery(SELECT + " WHERE k.key_hash = :hash")
                        .bind("hash", hash)
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// The key with that id.
    public Optional<ApiKeyRow> findById(long id) {
        return database.read(handle ->
                handle.createQuery(SELECT + " WHERE k.id = :id")
                        .bind("id", id)
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// The keys with these ids, as far as they exist; one query for many of them.
    public List<ApiKeyRow> findByIds(Set<Long> ids) {
        List<Long> all = List.copyOf(ids);
        List<ApiKeyRow> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
            List<Long> some = all.subList(from, Math.min(from + IDS_PER_QUERY, all.size()));
            found.addAll(
                    database.read(handle ->
                            handle.createQuery(SELECT + " WHERE k.id IN (<ids>)")
                                    .bindList("ids", some)
                                    .map((rows, context) -> row(rows))
                                    .list()));
        }
        return found;
    }

    /// Whether some key is active, expired or not.
    public boolean anyActive() {
        return database.read(handle ->
                handle.createQuery("SELECT EXISTS (SELECT 1 FROM api_keys WHERE is_active)")
                        .mapTo(Boolean.class)
                        .one());
    }

    /// All keys, oldest first.
    public List<ApiKeyRow> list() {
        return database.read(handle ->
                handle.createQuery(SELECT + " ORDER BY k.id")
                        .map((rows, context) -> row(rows))
                        .list());
    }

    /// A user's keys, newest first.
    public List<ApiKeyRow> listOfUser(long userId) {
        return listWhere("k.user_id = :id", userId);
    }

    /// A tunnel's keys, newest first.
    public List<ApiKeyRow> listOfTunnel(long tunnelId) {
        return listWhere("k.tunnel_id = :id", tunnelId);
    }

    private List<ApiKeyRow> listWhere(String condition, long id) {
        return database.read(handle ->
                handle.createQuery(SELECT + " WHERE " + condition + " ORDER BY k.id DESC")
                        .bind("id", id)
                        .map((rows, context) -> row(rows))
                        .list());
    }

    /// Stores a key as the one active key of its tunnel; others of that tunnel end.
    ///
    /// @return its id
    public long replace(NewApiKey key) {
        return database.writeAndGet(handle -> {
            // Two at once would each miss the other's: the tunnel's row makes the second wait.
            handle.createUpdate("UPDATE tunnels SET is_active = is_active WHERE id = :tunnel")
                    .bind("tunnel", key.tunnel().id())
                    .execute();
            handle.createUpdate(
                            """
                            UPDATE api_keys
                            SET is_active = :no, revoked_at = :now, revoked_why = :why
                            WHERE tunnel_id = :tunnel AND is_active
                            """)
                    .bind("no", false)
                    .bind("why", "replaced by " + key.createdBy())
                    .bind("now", SqlTime.format(key.createdAt()))
                    .bind("tunnel", key.tunnel().id())
                    .execute();
            return handle.createQuery(
                            """
                            INSERT INTO api_keys
                                (user_id, key_hash, key_prefix, key_suffix, name, scopes,
                                 created_at, expires_at, tunnel_id)
                            VALUES (:user, :hash, :prefix, :suffix, :name, :scopes,
                                    :created, :expires, :tunnel)
                            RETURNING id
                            """)
                    .bind("user", key.tunnel().userId())
                    .bind("hash", key.hash())
                    .bind("prefix", key.prefix())
                    .bind("suffix", key.suffix())
                    .bind("name", key.name().orElse(null))
                    .bind("scopes", key.scopes())
                    .bind("created", SqlTime.format(key.createdAt()))
                    .bind("expires", key.expiresAt().map(SqlTime::format).orElse(null))
                    .bind("tunnel", key.tunnel().id())
                    .mapTo(Long.class)
                    .one();
        });
    }

    /// Ends a key.
    ///
    /// @param why in a word, such as `revoked`
    /// @return whether it was active until now
    public boolean revoke(long id, Instant now, String why) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                UPDATE api_keys
                                SET is_active = :no, revoked_at = :now, revoked_why = :why
                                WHERE id = :id AND is_active
                                """)
                        .bind("no", false)
                        .bind("now", SqlTime.format(now))
                        .bind("why", why)
                        .bind("id", id)
                        .execute())
                == 1;
    }

    /// Notes that a key was used.
    public void markUsed(long id, Instant when) {
        database.write(handle ->
                handle.createUpdate("UPDATE api_keys SET last_used_at = :at WHERE id = :id")
                        .bind("at", SqlTime.format(when))
                        .bind("id", id)
                        .execute());
    }

    private static ApiKeyRow row(ResultSet rows) throws SQLException {
        return new ApiKeyRow(
                rows.getLong("id"),
                rows.getLong("user_id"),
                text(rows, "provider_username"),
                rows.getBoolean("user_active"),
                text(rows, "key_prefix"),
                text(rows, "key_suffix"),
                text(rows, "name"),
                tunnel(rows),
                text(rows, "scopes"),
                rows.getBoolean("is_active"),
                rows.getBoolean("replaced"),
                time(rows, "created_at"),
                optionalTime(rows, "last_used_at"),
                optionalTime(rows, "expires_at"),
                optionalTime(rows, "revoked_at"),
                text(rows, "revoked_why"));
    }

    private static Optional<TunnelRow> tunnel(ResultSet rows) throws SQLException {
        Optional<Long> id = optionalId(rows, "tunnel_id");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TunnelRow(
                        id.get(),
                        rows.getLong("tunnel_user_id"),
                        text(rows, "subdomain"),
                        rows.getBoolean("tunnel_active")));
    }
}
