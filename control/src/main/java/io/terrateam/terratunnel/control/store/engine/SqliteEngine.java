package io.terrateam.terratunnel.control.store.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// A SQLite file: write-ahead log on, foreign keys enforced, every commit on the disk.
final class SqliteEngine implements Engine {

    /// How long a statement waits for another process's lock, in milliseconds.
    static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private static final int CONNECTIONS = 4;

    private final Path file;
    private final Clock clock;

    SqliteEngine(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public SchemaReport prepare() {
        createParent();
        createPrivately();
        return new SchemaUpdate(file, clock).run();
    }

    @Override
    public DatabaseHealth check() {
        try (Connection connection = openExisting()) {
            SchemaStage stage = SchemaStage.of(connection);
            return new DatabaseHealth(
                    "SQLite " + connection.getMetaData().getDatabaseProductVersion(),
                    stage.inWords(),
                    stage.outlook(),
                    SqliteFiles.damage(connection),
                    SqliteFiles.orphans(connection));
        } catch (SQLException e) {
            throw new StoreException("can't read the database " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void backUp(Path target) {
        if (Files.exists(target)) {
            throw new StoreException(target + " exists already. Name a new file.");
        }
        boolean isDone = false;
        try (Connection connection = openExisting()) {
            SqliteFiles.copy(connection, target);
            isDone = true;
        } catch (SQLException | IOException e) {
            throw new StoreException("can't copy " + file + " to " + target + ": " + e, e);
        } finally {
            if (!isDone) {
                SqliteFiles.deleteQuietly(target);
            }
        }
    }

    private Connection openExisting() throws SQLException {
        if (!Files.exists(file)) {
            throw new StoreException("there is no database " + file + ". Is --db-path right?");
        }
        return SqliteFiles.openReadOnly(file);
    }

    @Override
    public HikariDataSource connect() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setDataSource(source());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new StoreException("can't open the database " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public DatabaseChanges changes() {
        try {
            return new SqliteChanges(source().getConnection());
        } catch (SQLException e) {
            throw new StoreException("can't watch the database: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean hasOneWriter() {
        return true;
    }

    private SQLiteDataSource source() {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.enforceForeignKeys(true);
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private void createParent() {
        Path parent = file.getParent();
        if (parent == null) {
            return;
        }
        try {
            Files.createDirectories(parent);
        } catch (IOException e) {
            throw new StoreException(
                    "can't make the directory "
                            + parent
                            + " for the database ("
                            + e.getClass().getSimpleName()
                            + "). Choose another --db-path.",
                    e);
        }
    }

    /// It will hold hashes of keys and the secret of resume tokens. SQLite gives its side files the
    /// same rights.
    private void createPrivately() {
        try {
            SqliteFiles.createPrivately(file);
        } catch (IOException e) {
            throw new StoreException(
                    "can't make the database "
                            + file
                            + " ("
                            + e.getClass().getSimpleName()
                            + "). Choose another --db-path.",
                    e);
        }
    }
}
