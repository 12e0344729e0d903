package io.terrateam.terratunnel.control.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// The `tunnel_audit_log` table.
public final class AuditTable {
    private final Database database;

    AuditTable(Database database) {
        this.database = database;
    }

    /// Writes rows in one transaction. Who a key belongs to is looked up while writing.
    public void insert(List<AuditRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        database.write(handle -> {
            PreparedBatch batch =
                    handle.prepareBatch(
                            """
                            INSERT INTO tunnel_audit_log
                                (timestamp, subdomain, hostname, local_endpoint, client_ip,
                                 user_agent, connection_id, event_type, api_key_id,
                                 user_id, username, additional_data)
                            SELECT :at, :subdomain, :hostname, :localEndpoint, :peer,
                                   :userAgent, :connection, :event, k.id,
                                   u.id, u.provider_username, :data
                            FROM (SELECT 1) LEFT JOIN api_keys k ON k.id = :key
                                 LEFT JOIN users u ON u.id = k.user_id
                            """);
            rows.forEach(row -> bind(batch, row));
            batch.execute();
        });
    }

    /// The newest rows, newest first.
    public List<AuditRow> newest(int limit) {
        return database.read(handle ->
                handle.createQuery(
                                """
                                SELECT * FROM tunnel_audit_log ORDER BY id DESC LIMIT :limit
                                """)
                        .bind("limit", limit)
                        .map((rows, context) -> row(rows))
                        .list());
    }

    private static void bind(PreparedBatch batch, AuditRow row) {
        batch.bind("at", SqlTime.format(row.at()))
                .bind("subdomain", row.subdomain())
                .bind("hostname", row.hostname())
                .bind("localEndpoint", row.localEndpoint())
                .bind("peer", orNull(row.peerAddress()))
                .bind("userAgent", orNull(row.userAgent()))
                .bind("connection", row.connectionId())
                .bind("event", row.eventType())
                .bind("key", row.apiKeyId().orElse(null))
                .bind("data", orNull(row.additionalData()))
                .add();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static AuditRow row(ResultSet rows) throws SQLException {
        long key = rows.getLong("api_key_id");
        Optional<Long> apiKeyId = rows.wasNull() ? Optional.empty() : Optional.of(key);
        return new AuditRow(
                SqlTime.parse(rows.getString("timestamp")).orElse(Instant.EPOCH),
                rows.getString("subdomain"),
                rows.getString("hostname"),
                rows.getString("local_endpoint"),
                Objects.requireNonNullElse(rows.getString("client_ip"), ""),
                Objects.requireNonNullElse(rows.getString("user_agent"), ""),
                rows.getString("connection_id"),
                rows.getString("event_type"),
                apiKeyId,
                Objects.requireNonNullElse(rows.getString("additional_data"), ""));
    }
}
