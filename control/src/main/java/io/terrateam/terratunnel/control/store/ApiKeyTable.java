package io.terrateam.terratunnel.control.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `api_keys` table, read together with the user and the tunnel of each key.
public final class ApiKeyTable {

    private static final String SELECT =
            """
            SELECT k.id, k.user_id, k.key_prefix, k.name, k.created_at, k.last_used_at, k.expires_at,
                   k.is_active, k.scopes, u.provider_username, u.is_active AS user_active,
                   t.id AS tunnel_id, t.user_id AS tunnel_user_id, t.subdomain,
                   t.is_active AS tunnel_active,
                   k.is_active = 0 AND EXISTS (
                       SELECT 1 FROM api_keys n
                       WHERE n.tunnel_id = k.tunnel_id AND n.id > k.id AND n.is_active = 1
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

    /// The keys with these ids, as far as they exist; one query for any number of them.
    public List<ApiKeyRow> findByIds(Set<Long> ids) {
        String json = ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        return database.read(handle ->
                handle.createQuery(SELECT + " WHERE k.id IN (SELECT value FROM json_each(:ids))")
                        .bind("ids", json)
                        .map((rows, context) -> row(rows))
                        .list());
    }

    /// Whether some key is active, expired or not.
    public boolean anyActive() {
        return database.read(handle ->
                handle.createQuery("SELECT EXISTS (SELECT 1 FROM api_keys WHERE is_active = 1)")
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

    /// Stores a key as the one active key of its tunnel; others of that tunnel end.
    ///
    /// @return its id
    public long replace(NewApiKey key) {
        return database.writeAndGet(handle -> {
            handle.createUpdate(
                            """
                            UPDATE api_keys SET is_active = 0
                            WHERE tunnel_id = :tunnel AND is_active = 1
                            """)
                    .bind("tunnel", key.tunnel().id())
                    .execute();
            return handle.createUpdate(
                            """
                            INSERT INTO api_keys
                                (user_id, key_hash, key_prefix, name, created_at, expires_at, tunnel_id)
                            VALUES (:user, :hash, :prefix, :name, :created, :expires, :tunnel)
                            """)
                    .bind("user", key.tunnel().userId())
                    .bind("hash", key.hash())
                    .bind("prefix", key.prefix())
                    .bind("name", key.name().orElse(null))
                    .bind("created", SqlTime.format(key.createdAt()))
                    .bind("expires", key.expiresAt().map(SqlTime::format).orElse(null))
                    .bind("tunnel", key.tunnel().id())
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
        });
    }

    /// Ends a key.
    ///
    /// @return whether it was active until now
    public boolean revoke(long id) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                UPDATE api_keys SET is_active = 0
                                WHERE id = :id AND is_active = 1
                                """)
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
                text(rows.getString("provider_username")),
                rows.getBoolean("user_active"),
                text(rows.getString("key_prefix")),
                text(rows.getString("name")),
                tunnel(rows),
                text(rows.getString("scopes")),
                rows.getBoolean("is_active"),
                rows.getBoolean("replaced"),
                SqlTime.parse(rows.getString("created_at")).orElse(Instant.EPOCH),
                SqlTime.parse(rows.getString("last_used_at")),
                SqlTime.parse(rows.getString("expires_at")));
    }

    private static Optional<TunnelRow> tunnel(ResultSet rows) throws SQLException {
        long id = rows.getLong("tunnel_id");
        if (rows.wasNull()) {
            return Optional.empty();
        }
        return Optional.of(
                new TunnelRow(
                        id,
                        rows.getLong("tunnel_user_id"),
                        text(rows.getString("subdomain")),
                        rows.getBoolean("tunnel_active")));
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
