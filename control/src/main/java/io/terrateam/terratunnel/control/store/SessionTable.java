package io.terrateam.terratunnel.control.store;

import static io.terrateam.terratunnel.control.store.Columns.text;
import static io.terrateam.terratunnel.control.store.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The `sessions` table: who is logged in.
public final class SessionTable {
    private final Database database;

    SessionTable(Database database) {
        this.database = database;
    }

    /// Adds a session.
    public void insert(SessionRow session) {
        database.write(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO sessions
                                    (id_hash, user_id, created_at, last_seen_at, expires_at,
                                     user_agent, client_ip)
                                VALUES (:id, :user, :created, :seen, :expires, :userAgent, :peer)
                                """)
                        .bind("id", session.idHash())
                        .bind("user", session.userId())
                        .bind("created", SqlTime.format(session.createdAt()))
                        .bind("seen", SqlTime.format(session.lastSeenAt()))
                        .bind("expires", SqlTime.format(session.expiresAt()))
                        .bind("userAgent", session.userAgent())
                        .bind("peer", session.peerAddress())
                        .execute());
    }

    /// The session with that hash, expired or not.
    public Optional<SessionRow> find(String idHash) {
        return database.read(handle ->
                handle.createQuery("SELECT * FROM sessions WHERE id_hash = :id")
                        .bind("id", idHash)
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// A user's sessions, the last used first.
    public List<SessionRow> listOf(long userId) {
        return database.read(handle ->
                handle.createQuery(
                                """
                                SELECT * FROM sessions WHERE user_id = :user
                                ORDER BY last_seen_at DESC, id_hash
                                """)
                        .bind("user", userId)
                        .map((rows, context) -> row(rows))
                        .list());
    }

    /// Notes that a session was used.
    public void markSeen(String idHash, Instant when) {
        database.write(handle ->
                handle.createUpdate("UPDATE sessions SET last_seen_at = :at WHERE id_hash = :id")
                        .bind("at", SqlTime.format(when))
                        .bind("id", idHash)
                        .execute());
    }

    /// Ends a session.
    ///
    /// @return whether there was one
    public boolean delete(String idHash) {
        return database.writeAndGet(handle ->
                handle.createUpdate("DELETE FROM sessions WHERE id_hash = :id")
                        .bind("id", idHash)
                        .execute())
                == 1;
    }

    /// Ends all sessions of a user.
    ///
    /// @return how many there were
    public int deleteAllOf(long userId) {
        return database.writeAndGet(handle ->
                handle.createUpdate("DELETE FROM sessions WHERE user_id = :user")
                        .bind("user", userId)
                        .execute());
    }

    /// Clears away sessions that ended before `now` or were last used before `lastSeen`.
    public int deleteExpired(Instant now, Instant lastSeen) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                DELETE FROM sessions
                                WHERE expires_at <= :now OR last_seen_at < :seen
                                """)
                        .bind("now", SqlTime.format(now))
                        .bind("seen", SqlTime.format(lastSeen))
                        .execute());
    }

    private static SessionRow row(ResultSet rows) throws SQLException {
        return new SessionRow(
                rows.getString("id_hash"),
                rows.getLong("user_id"),
                time(rows, "created_at"),
                time(rows, "last_seen_at"),
                time(rows, "expires_at"),
                text(rows, "user_agent"),
                text(rows, "client_ip"));
    }
}
