package io.terrateam.terratunnel.control.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The `released_names` table: names that rest after they were given up.
public final class ReleasedNameTable {
    private static final String SELECT =
            """
            SELECT subdomain_lower, user_id, released_at, until_at FROM released_names
            WHERE until_at > :now\
            """;

    private final Database database;

    ReleasedNameTable(Database database) {
        this.database = database;
    }

    /// A name that rests.
    ///
    /// @param userId whose it was; empty where nobody may have it back
    /// @param since when the rest began
    public record Row(String name, Optional<Long> userId, Instant since, Instant until) {}

    /// Makes others who take names wait until the transaction of this thread has ended, in this
    /// process or another.
    public void lock() {
        // An upsert holds the row's lock on every engine; no name is empty.
        put("", Optional.empty(), Instant.EPOCH, Instant.EPOCH);
    }

    /// Lets a name rest until `until`, whose it was before.
    public void put(String name, Optional<Long> userId, Instant now, Instant until) {
        database.write(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO released_names
                                    (subdomain_lower, released_at, until_at, user_id)
                                VALUES (:name, :now, :until, CAST(:user AS BIGINT))
                                ON CONFLICT (subdomain_lower) DO UPDATE
                                SET released_at = excluded.released_at,
                                    until_at = excluded.until_at,
                                    user_id = excluded.user_id
                                """)
                        .bind("name", name.toLowerCase(Locale.ROOT))
                        .bind("now", SqlTime.format(now))
                        .bind("until", SqlTime.format(until))
                        .bind("user", userId.orElse(null))
                        .execute());
    }

    /// Lets a name that rests do so for longer.
    public void extend(String name, Instant until) {
        database.write(handle ->
                handle.createUpdate(
                                """
                                UPDATE released_names SET until_at = :until
                                WHERE subdomain_lower = :name
                                """)
                        .bind("name", name.toLowerCase(Locale.ROOT))
                        .bind("until", SqlTime.format(until))
                        .execute());
    }

    /// Until when a name rests; empty where it doesn't at `now`.
    public Optional<Instant> restsUntil(String name, Instant now) {
        return find(name, now).map(Row::until);
    }

    /// The rest of a name; empty where it doesn't rest at `now`.
    public Optional<Row> find(String name, Instant now) {
        return database.read(handle ->
                handle.createQuery(SELECT + " AND subdomain_lower = :name")
                        .bind("name", name.toLowerCase(Locale.ROOT))
                        .bind("now", SqlTime.format(now))
                        .map((rows, context) -> row(rows))
                        .findFirst());
    }

    /// The names that a user may have back, the last one given up first.
    public List<Row> listOf(long userId, Instant now) {
        return database.read(handle ->
                handle.createQuery(
                                SELECT
                                        + " AND user_id = :user"
                                        + " ORDER BY released_at DESC, subdomain_lower")
                        .bind("user", userId)
                        .bind("now", SqlTime.format(now))
                        .map((rows, context) -> row(rows))
                        .list());
    }

    private static Row row(ResultSet rows) throws SQLException {
        return new Row(
                rows.getString("subdomain_lower"),
                Columns.optionalId(rows, "user_id"),
                Columns.time(rows, "released_at"),
                Columns.time(rows, "until_at"));
    }

    /// Forgets that a name rests.
    public boolean delete(String name) {
        return database.writeAndGet(handle ->
                handle.createUpdate("DELETE FROM released_names WHERE subdomain_lower = :name")
                        .bind("name", name.toLowerCase(Locale.ROOT))
                        .execute())
                == 1;
    }

    /// Forgets names that have rested long enough, `batch` at most.
    ///
    /// @return how many
    public int deleteExpired(Instant now, int batch) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                DELETE FROM released_names WHERE subdomain_lower IN (
                                    SELECT subdomain_lower FROM released_names
                                    WHERE until_at <= :now LIMIT :batch)
                                """)
                        .bind("now", SqlTime.format(now))
                        .bind("batch", batch)
                        .execute());
    }
}
