package io.terrateam.terratunnel.control.store;

import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A database for each test, empty when it begins: so that one test runs on every engine.
public final class EmptyDatabase implements AfterEachCallback {
    private static final String FILE = "t.db";

    private static @Nullable DatabaseLocation postgres;

    private final boolean isPostgreSql;
    private @Nullable Path directory;
    private @Nullable Database database;

    private EmptyDatabase(boolean isPostgreSql) {
        this.isPostgreSql = isPostgreSql;
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
        Database opened = Database.open(location(), clock);
        database = opened;
        return opened;
    }

    /// Where it is, for those who open it themselves; emptied at each call where it is PostgreSQL.
    public DatabaseLocation location() {
        return isPostgreSql ? emptied() : new DatabaseLocation.SqliteFile(newFile());
    }

    private Path newFile() {
        try {
            if (directory == null) {
                directory = Files.createTempDirectory("terratunnel-test");
            }
            return directory.resolve(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a statement as a program other than ours would.
    public void execute(String sql) throws SQLException {
        Path file = file();
        if (file == null) {
            PostgresServer.execute(shared(), sql);
        } else {
            OriginalDatabases.execute(file, sql);
        }
    }

    /// The first column of every row, read as a program other than ours would.
    public List<String> query(String sql) throws SQLException {
        Path file = file();
        return file == null
                ? PostgresServer.query(shared(), sql)
                : OriginalDatabases.query(file, sql);
    }

    /// All that is stored: every byte of the files, or every row as text.
    public String contents() throws IOException, SQLException {
        StringBuilder all = new StringBuilder();
        if (directory != null) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
            return all.toString();
        }
        for (String table : query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
            all.append(table).append(query("SELECT t::text FROM " + table + " t"));
        }
        return all.toString();
    }

    private @Nullable Path file() {
        return directory == null ? null : directory.resolve(FILE);
    }

    private static synchronized DatabaseLocation shared() {
        return Objects.requireNonNull(postgres, "not open");
    }

    private static synchronized DatabaseLocation emptied() {
        try {
            DatabaseLocation location = postgres;
            if (location == null) {
                location = PostgresServer.newDatabase();
                postgres = location;
                return location;
            }
            PostgresServer.execute(
                    location,
                    """
                    TRUNCATE users, api_keys, tunnels, sessions, oauth_states, login_codes,
                        admin_pins, released_names, tunnel_audit_log, server_secrets
                        RESTART IDENTITY CASCADE
                    """);
            return location;
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
