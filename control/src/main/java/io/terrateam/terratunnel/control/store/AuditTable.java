package io.terrateam.terratunnel.control.store;

import static io.terrateam.terratunnel.control.store.Columns.optionalId;
import static io.terrateam.terratunnel.control.store.Columns.orNull;
import static io.terrateam.terratunnel.control.store.Columns.text;
import static io.terrateam.terratunnel.control.store.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/// The `tunnel_audit_log` table.
public final class AuditTable {
    private static final String INSERT =
            """
            INSERT INTO tunnel_audit_log
                (timestamp, subdomain, hostname, local_endpoint, client_ip,
                 user_agent, connection_id, event_type, target, additional_data,
                 api_key_id, user_id, username)
            SELECT :at, :subdomain, :hostname, :localEndpoint, :peer,
                   :userAgent, :connection, :event, :target, :data,
                   k.id, u.id, coalesce(:username, u.provider_username)
            FROM (SELECT 1 AS one) o
                 LEFT JOIN api_keys k ON k.id = CAST(:key AS BIGINT)
                 LEFT JOIN users u ON u.id = coalesce(k.user_id, CAST(:user AS BIGINT))
            """;

    private final Database database;

    AuditTable(Database database) {
        this.database = database;
    }

    /// Which lines are wanted; what is empty does not matter.
    ///
    /// @param from the first time
    /// @param to the first time after the last
    /// @param eventTypes one of these
    /// @param username who did it, in any case of its letters
    /// @param subdomain the tunnel's name
    /// @param before only lines older than this one
    public record Filter(
            Optional<Instant> from,
            Optional<Instant> to,
            Set<String> eventTypes,
            Optional<String> username,
            Optional<Long> userId,
            Optional<String> subdomain,
            Optional<String> peerAddress,
            Optional<Cursor> before) {

        /// Takes every line.
        public static final Filter ALL =
                new Filter(
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        /// The same, for lines older than `cursor`.
        public Filter before(Cursor cursor) {
            return new Filter(
                    from,
                    to,
                    eventTypes,
                    username,
                    userId,
                    subdomain,
                    peerAddress,
                    Optional.of(cursor));
        }
    }

    /// A place in the log.
    public record Cursor(Instant at, long id) {

        /// The place of `row`.
        public static Cursor of(AuditRow row) {
            return new Cursor(row.at(), row.id());
        }
    }

    /// Writes rows in one transaction. Who a key belongs to is looked up while writing.
    public void insert(List<AuditRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        database.write(handle -> {
            PreparedBatch batch = handle.prepareBatch(INSERT);
            rows.forEach(row -> bind(batch, row));
            batch.execute();
        });
    }

    /// The newest rows, newest first.
    public List<AuditRow> newest(int limit) {
        return list(Filter.ALL, limit);
    }

    /// Rows that pass `filter`, newest first. The next page is what lies before the last of them.
    public List<AuditRow> list(Filter filter, int limit) {
        StringBuilder sql = new StringBuilder("SELECT * FROM tunnel_audit_log WHERE 1 = 1");
        filter.from().ifPresent(x -> sql.append(" AND timestamp >= :from"));
        filter.to().ifPresent(x -> sql.append(" AND timestamp < :to"));
        filter.username().ifPresent(x -> sql.append(" AND lower(username) = lower(:username)"));
        filter.userId().ifPresent(x -> sql.append(" AND user_id = :user"));
        filter.subdomain().ifPresent(x -> sql.append(" AND subdomain = :subdomain"));
        filter.peerAddress().ifPresent(x -> sql.append(" AND client_ip = :peer"));
        filter.before().ifPresent(x -> sql.append(" AND (timestamp, id) < (:at, :id)"));
        if (!filter.eventTypes().isEmpty()) {
            sql.append(" AND event_type IN (<events>)");
        }
        sql.append(" ORDER BY timestamp DESC, id DESC LIMIT :limit");
        return database.read(handle ->
                bind(handle.createQuery(sql.toString()), filter)
                        .bind("limit", limit)
                        .map((rows, context) -> row(rows))
                        .list());
    }

    /// Deletes the oldest rows that were written before `limit`, `batch` at most, so that nobody
    /// waits long for the lock.
    ///
    /// @return how many; fewer than `batch` if none is left
    public int deleteOldest(Instant limit, int batch) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                DELETE FROM tunnel_audit_log WHERE id IN (
                                    SELECT id FROM tunnel_audit_log WHERE timestamp < :limit
                                    ORDER BY timestamp, id LIMIT :batch)
                                """)
                        .bind("limit", SqlTime.format(limit))
                        .bind("batch", batch)
                        .execute());
    }

    private static Query bind(Query query, Filter filter) {
        filter.from().ifPresent(from -> query.bind("from", SqlTime.format(from)));
        filter.to().ifPresent(to -> query.bind("to", SqlTime.format(to)));
        filter.username().ifPresent(name -> query.bind("username", name));
        filter.userId().ifPresent(user -> query.bind("user", user));
        filter.subdomain().ifPresent(name -> query.bind("subdomain", name));
        filter.peerAddress().ifPresent(peer -> query.bind("peer", peer));
        filter.before()
                .ifPresent(place ->
                        query.bind("at", SqlTime.format(place.at())).bind("id", place.id()));
        if (!filter.eventTypes().isEmpty()) {
            query.bindList("events", List.copyOf(filter.eventTypes()));
        }
        return query;
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
                .bind("target", row.target())
                .bind("data", orNull(row.additionalData()))
                .bind("key", row.apiKeyId().orElse(null))
                .bind("user", row.userId().orElse(null))
                .bind("username", orNull(row.username()))
                .add();
    }

    private static AuditRow row(ResultSet rows) throws SQLException {
        return new AuditRow(
                rows.getLong("id"),
                time(rows, "timestamp"),
                text(rows, "event_type"),
                optionalId(rows, "user_id"),
                text(rows, "username"),
                optionalId(rows, "api_key_id"),
                text(rows, "client_ip"),
                text(rows, "user_agent"),
                text(rows, "subdomain"),
                text(rows, "hostname"),
                text(rows, "local_endpoint"),
                text(rows, "connection_id"),
                text(rows, "target"),
                text(rows, "additional_data"));
    }
}
