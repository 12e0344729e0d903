package io.terrateam.terratunnel.control.store.engine;

import io.terrateam.terratunnel.control.store.engine.DatabaseHealth.Outlook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// Brings a PostgreSQL database to [SchemaStage#CURRENT_VERSION].
///
/// Servers that start at once wait for each other by an advisory lock; all migrations of one update
/// run in one transaction. Flyway is not even loaded where nothing is to be done.
///
/// Failure: [StoreException] with what to do.
final class PostgresSchema {
    /// Any number that others are not likely to lock: the letters `terratun`.
    private static final long LOCK = 0x7465727261_74756eL;

    private static final String SCHEMA_LOCATION = "classpath:db/migration";
    private static final String OWN_LOCATION = "classpath:db/postgresql";

    private final DataSource source;
    private final String name;

    /// @param name what to call the database in messages
    PostgresSchema(DataSource source, String name) {
        this.source = source;
        this.name = name;
    }

    /// Does what is needed, and nothing where nothing is.
    SchemaReport run() {
        try (Connection connection = source.getConnection()) {
            // Without the lock only this is certain: another server may be half done.
            if (hasTable(connection, SchemaStage.HISTORY_TABLE)
                    && version(connection) == SchemaStage.CURRENT_VERSION) {
                return SchemaReport.UNCHANGED;
            }
            lock(connection); // Ends with the connection.
            int version = version(connection);
            if (version == SchemaStage.CURRENT_VERSION) {
                return SchemaReport.UNCHANGED;
            }
            migrate();
            return new SchemaReport(
                    Optional.of(version == 0 ? "a new database" : "schema " + version),
                    Optional.empty(),
                    List.of());
        } catch (SQLException e) {
            throw unreachable(name, e);
        }
    }

    /// PostgreSQL sees to pages and references itself: only the schema is looked at.
    DatabaseHealth check() {
        try (Connection connection = source.getConnection()) {
            int version = version(connection);
            return new DatabaseHealth(
                    "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion(),
                    version == 0 ? "a new database" : "schema " + version,
                    version == SchemaStage.CURRENT_VERSION ? Outlook.CURRENT : Outlook.OUTDATED,
                    List.of(),
                    List.of());
        } catch (SQLException e) {
            throw unreachable(name, e);
        }
    }

    /// The message for a server that does not answer, or not as wished.
    static StoreException unreachable(String name, Exception cause) {
        return new StoreException(
                "can't use the database "
                        + name
                        + ": "
                        + cause.getMessage()
                        + ". Check TERRATUNNEL_DATABASE_URL, and that the server runs.",
                cause);
    }

    /// The newest migration that ran, 0 if none did.
    private int version(Connection connection) throws SQLException {
        if (!hasTable(connection, SchemaStage.HISTORY_TABLE)) {
            if (hasTable(connection, null)) {
                throw new StoreException(
                        "the database "
                                + name
                                + " holds tables of another program. Nothing was changed in it."
                                + " Give Terratunnel a database of its own, or a schema"
                                + " (?currentSchema=NAME in its URL).");
            }
            return 0;
        }
        int version = SchemaStage.versionInHistory(connection);
        if (version > SchemaStage.CURRENT_VERSION) {
            throw new StoreException(
                    "the database "
                            + name
                            + " was written by a newer Terratunnel (schema "
                            + version
                            + ", this one knows "
                            + SchemaStage.CURRENT_VERSION
                            + "). Nothing was changed in it. Use that version, or restore an older"
                            + " dump.");
        }
        return version;
    }

    /// @param table any if null
    private static boolean hasTable(Connection connection, @Nullable String table)
            throws SQLException {
        String sql =
                """
                SELECT EXISTS (SELECT 1 FROM information_schema.tables
                               WHERE table_schema = current_schema()
                                 AND (CAST(? AS TEXT) IS NULL OR table_name = ?))
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            statement.setString(2, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
        }
    }

    private void migrate() {
        try {
            Flyway.configure(PostgresSchema.class.getClassLoader())
                    .dataSource(source)
                    .locations(SCHEMA_LOCATION, OWN_LOCATION)
                    .placeholders(Dialect.POSTGRESQL)
                    .loggers("slf4j")
                    .group(true)
                    .createSchemas(false)
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    "can't bring the database " + name + " up to date: " + e.getMessage(), e);
        }
    }
}
