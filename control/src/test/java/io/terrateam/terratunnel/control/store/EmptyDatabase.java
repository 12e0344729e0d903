package io.terrateam.terratunnel.control.store;

import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A database for each test, empty when it begins: so that one test runs on every engine.
public final class EmptyDatabase implements AfterEachCallback {
    private static @Nullable DatabaseLocation postgres;

    private final Function<Clock, Database> opening;
    private @Nullable Path directory;
    private @Nullable Database database;

    private EmptyDatabase(boolean isPostgreSql) {
        this.opening = isPostgreSql ? EmptyDatabase::openPostgreSql : this::openFile;
    }

    /// A new file each.
    public static EmptyDatabase onSqlite() {
        return new EmptyDatabase(false);
    }

    /// One database, whose tables are emptied.
    public static EmptyDatabase onPostgreSql() {
        return new EmptyDatabase(true);
    }

    /// Opens it; closed after the test.
    public Database open(Clock clock) {
        Database opened = opening.apply(clock);
        database = opened;
        return opened;
    }

    private Database openFile(Clock clock) {
        try {
            Path fresh = Files.createTempDirectory("terratunnel-test");
            directory = fresh;
            return Database.open(fresh.resolve("t.db"), clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Database openPostgreSql(Clock clock) {
        try {
            DatabaseLocation location = postgres;
            if (location == null) {
                location = PostgresServer.newDatabase();
                postgres = location;
                return Database.open(location, clock);
            }
            PostgresServer.execute(
                    location,
                    """
                    TRUNCATE users, api_keys, tunnels, sessions, oauth_states, login_codes,
                        admin_pins, released_names, tunnel_audit_log, server_secrets
                        RESTART IDENTITY CASCADE
                    """);
            return Database.open(location, clock);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (database != null) {
            database.close();
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
