package io.terrateam.terratunnel.control.store.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Brings a database file to [SchemaStage#CURRENT_VERSION], or refuses it untouched.
///
/// A file that is up to date is only looked at; Flyway is not even loaded then. Any other file that
/// holds data is copied beside itself first. All migrations of one update run in one transaction,
/// under a lock that other processes respect.
///
/// Failure: [StoreException] with what to do.
final class SchemaUpdate {

    /// File locks belong to the process: two threads of one must queue here first.
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private static final DateTimeFormatter BACKUP_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Clock clock;

    SchemaUpdate(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /// Does what is needed, and nothing where nothing is.
    void run() {
        if (isCurrent(stage())) {
            return;
        }
        IN_THIS_PROCESS.lock();
        try {
            runLocked();
        } catch (IOException e) {
            throw new StoreException("can't lock the database " + file + ": " + e.getMessage(), e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    private void runLocked() throws IOException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            update(stage());
        } finally {
            Files.deleteIfExists(lockFile);
        }
    }

    private void update(SchemaStage stage) {
        switch (stage) {
            case SchemaStage.Empty() -> migrate(flyway());
            case SchemaStage.Ours(int version) -> {
                if (!isCurrent(stage)) {
                    backUp("v" + version);
                    migrate(flyway());
                }
            }
            case SchemaStage.OfTheOriginal(int version) -> {
                backUp("original");
                migrate(
                        flyway().baselineVersion(Integer.toString(version))
                                .baselineOnMigrate(true));
            }
            case SchemaStage.TooOld(String sign) -> throw tooOld(sign);
            case SchemaStage.Foreign() ->
                    throw new StoreException(
                            file
                                    + " is a database of another program. Nothing was changed in it."
                                    + " Choose another file with --db-path.");
        }
    }

    private StoreException tooOld(String sign) {
        return new StoreException(
                file
                        + " was written by an early version of the Python Terratunnel ("
                        + sign
                        + "), which this version can't take over yet. Nothing was changed in it."
                        + " Start the last Python version on a copy once to bring it up to date,"
                        + " or choose another file with --db-path.");
    }

    private boolean isCurrent(SchemaStage stage) {
        if (!(stage instanceof SchemaStage.Ours(int version))) {
            return false;
        }
        if (version > SchemaStage.CURRENT_VERSION) {
            throw new StoreException(
                    file
                            + " was written by a newer Terratunnel (schema "
                            + version
                            + ", this one knows "
                            + SchemaStage.CURRENT_VERSION
                            + "). Nothing was changed in it. Use that version, or restore the copy"
                            + " that it left beside the file.");
        }
        return version == SchemaStage.CURRENT_VERSION;
    }

    private SchemaStage stage() {
        if (!Files.exists(file)) {
            return new SchemaStage.Empty();
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(SqliteEngine.BUSY_TIMEOUT_MILLIS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            return SchemaStage.of(connection);
        } catch (SQLException e) {
            throw new StoreException("can't read the database " + file + ": " + e.getMessage(), e);
        }
    }

    /// Copies the database, with what is still in its write-ahead log, to a file beside it.
    private void backUp(String label) {
        Path copy = freeBackupPath(label);
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(SqliteEngine.BUSY_TIMEOUT_MILLIS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw new StoreException(
                    "can't copy the database to "
                            + copy
                            + " before changing it, so it was left as it is: "
                            + e.getMessage(),
                    e);
        }
    }

    private Path freeBackupPath(String label) {
        String base =
                file.getFileName() + ".backup-" + label + "-" + BACKUP_TIME.format(clock.instant());
        Path candidate = file.resolveSibling(base);
        for (int i = 2; Files.exists(candidate); i++) {
            candidate = file.resolveSibling(base + "-" + i);
        }
        return candidate;
    }

    private FluentConfiguration flyway() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return Flyway.configure(SchemaUpdate.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(Dialect.SQLITE)
                .loggers("slf4j")
                .group(true)
                .failOnMissingLocations(true);
    }

    private void migrate(FluentConfiguration flyway) {
        try {
            flyway.load().migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    "can't bring the database " + file + " up to date: " + e.getMessage(), e);
        }
    }
}
