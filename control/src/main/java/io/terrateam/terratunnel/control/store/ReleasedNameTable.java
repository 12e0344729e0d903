package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// The `released_names` table: names that rest after they were given up.
public final class ReleasedNameTable {
    private final Database database;

    ReleasedNameTable(Database database) {
        this.database = database;
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

    /// Until when a name rests; empty where it doesn't at `now`.
    public Optional<Instant> restsUntil(String name, Instant now) {
        return database.read(handle ->
                handle.createQuery(
                                """
                                SELECT until_at FROM released_names
                                WHERE subdomain_lower = :name AND until_at > :now
                                """)
                        .bind("name", name.toLowerCase(Locale.ROOT))
                        .bind("now", SqlTime.format(now))
                        .map((rows, context) -> Columns.time(rows, "until_at"))
                        .findFirst());
    }

    /// Forgets that a name rests.
    public boolean delete(String name) {
        return database.writeAndGet(handle ->
                handle.createUpdate("DELETE FROM released_names WHERE subdomain_lower = :name")
                        .bind("name", name.toLowerCase(Locale.ROOT))
                        .execute())
                == 1;
    }

    /// Forgets names that have rested long enough.
    public int deleteExpired(Instant now) {
        return database.writeAndGet(handle ->
                handle.createUpdate("DELETE FROM released_names WHERE until_at <= :now")
                        .bind("now", SqlTime.format(now))
                        .execute());
    }
}
