package io.terrateam.terratunnel.control.store.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/// Brings a SQLite file to [SchemaStage#CURRENT_VERSION], or refuses it untouched.
///
/// A file that is up to date is only looked at; Flyway is not even loaded then. Any other file that
/// holds data is copied beside itself. The new database is then built in a work file and checked;
/// at last its pages take the place of the old ones in one transaction of SQLite's. So a process
/// that dies at any moment leaves the old database or the new one, and until that transaction
/// nothing is written to the file at all.
///
/// Other writers are kept out from the copy to that transaction; updates of several processes queue
/// for a lock file.
///
/// Failure: [StoreException] with what to do.
final class SchemaUpdate {

    /// File locks belong to the process: two threads of one must queue here first.
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private static final DateTimeFormatter BACKUP_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Path work;
    private final Clock clock;

    SchemaUpdate(Path file, Clock clock) {
        this.file = file;
        this.work = file.resolveSibling(file.getFileName() + ".update");
        this.clock = clock;
    }

    /// Does what is needed, and nothing where nothing is.
    SchemaReport run() {
        if (isCurrent(stage()) && !Files.exists(work)) {
            return SchemaReport.UNCHANGED;
        }
        IN_THIS_PROCESS.lock();
        try {
            return runLocked();
        } catch (IOException e) {
            throw new StoreException("can't update the database " + file + ": " + e, e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    /// The lock file goes only when the update is done: whoever waits for the one that was deleted
    /// then finds nothing to do.
    private SchemaReport runLocked() throws IOException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            SchemaReport report = SchemaReport.UNCHANGED;
            if (isCurrent(stage())) {
                SqliteFiles.delete(work); // Left behind by one that was killed at its very end.
            } else {
                report = update();
            }
            Files.deleteIfExists(lockFile);
            return report;
        }
    }

    /// The connection that can't write is closed last, so that SQLite does not clear the
    /// write-ahead log away: a file that is refused keeps every byte.
    private SchemaReport update() throws IOException {
        try (Connection reader = SqliteFiles.openReadOnly(file);
                Connection writer = SqliteFiles.open(file)) {
            keepOthersOut(writer);
            SchemaStage stage = SchemaStage.of(reader);
            if (isCurrent(stage)) {
                return SchemaReport.UNCHANGED;
            }
            SqliteFiles.delete(work);
            SchemaReport report = build(stage, reader);
            SqliteFiles.execute(writer, "ROLLBACK");
            replacePages(writer);
            return report;
        } catch (SQLException e) {
            throw new StoreException(
                    "can't update the database " + file + ": " + e.getMessage(), e);
        } finally {
            SqliteFiles.deleteQuietly(work);
        }
    }

    private void keepOthersOut(Connection writer) {
        try {
            SqliteFiles.execute(writer, "BEGIN IMMEDIATE");
        } catch (SQLException e) {
            throw new StoreException(
                    "can't update the database "
                            + file
                            + " ("
                            + e.getMessage()
                            + "). Stop whatever else uses it, and start again.",
                    e);
        }
    }

    /// Makes the new database in the work file.
    private SchemaReport build(SchemaStage stage, Connection reader) throws IOException {
        return switch (stage) {
            case SchemaStage.Empty() -> {
                SqliteFiles.createPrivately(work);
                migrateWork();
                yield new SchemaReport(Optional.of(stage.inWords()), Optional.empty(), List.of());
            }
            case SchemaStage.Ours(int version) ->
                    withCopy(reader, stage.inWords(), "v" + version, this::updateOurs);
            case SchemaStage.OfTheOriginal original ->
                    withCopy(reader, stage.inWords(), "original", this::takeOver);
            case SchemaStage.Unreadable unreadable -> throw refused(unreadable);
            case SchemaStage.Foreign foreign -> throw refused(foreign);
        };
    }

    /// Builds the work file from a copy, and returns notes about it.
    @FunctionalInterface
    private interface Build {
        List<String> from(Path copy) throws SQLException, IOException;
    }

    /// Where the build fails the copy goes again: nothing was changed, and a service that starts
    /// over and over must not fill the disk.
    private SchemaReport withCopy(Connection reader, String from, String label, Build build)
            throws IOException {
        Path copy = backUp(reader, label);
        boolean isBuilt = false;
        try {
            List<String> notes = build.from(copy);
            isBuilt = true;
            return new SchemaReport(Optional.of(from), Optional.of(copy), notes);
        } catch (SQLException | FlywayException e) {
            throw new StoreException(
                    "can't bring the database "
                            + file
                            + " up to date: "
                            + e.getMessage()
                            + ". Nothing was changed in it. Please report this; until it is settled,"
                            + " choose another file with --db-path.",
                    e);
        } finally {
            if (!isBuilt) {
                SqliteFiles.deleteQuietly(copy);
            }
        }
    }

    private List<String> updateOurs(Path copy) throws SQLException, IOException {
        Files.copy(copy, work, StandardCopyOption.COPY_ATTRIBUTES);
        migrateWork();
        try (Connection connection = SqliteFiles.open(work)) {
            refuseIf(SqliteFiles.damage(connection));
            return SqliteFiles.orphans(connection);
        }
    }

    private List<String> takeOver(Path copy) throws SQLException, IOException {
        SqliteFiles.createPrivately(work);
        migrateWork();
        try (Connection connection = SqliteFiles.open(work)) {
            List<String> notes = new TakeOver(connection, copy).run();
            refuseIf(SqliteFiles.damage(connection));
            refuseIf(SqliteFiles.orphans(connection));
            return notes;
        }
    }

    private static void refuseIf(List<String> faults) throws SQLException {
        if (!faults.isEmpty()) {
            throw new SQLException(String.join("; ", faults));
        }
    }

    private StoreException refused(SchemaStage stage) {
        String what =
                stage instanceof SchemaStage.Unreadable(String lack)
                        ? " looks like one of the Python Terratunnel, but " + lack + "."
                        : " is a database of another program.";
        return new StoreException(
                file + what + " Nothing was changed in it. Choose another file with --db-path.");
    }

    private boolean isCurrent(SchemaStage stage) {
        return switch (stage) {
            case SchemaStage.Empty empty -> false;
            case SchemaStage.OfTheOriginal original -> false;
            case SchemaStage.Unreadable unreadable -> throw refused(unreadable);
            case SchemaStage.Foreign foreign -> throw refused(foreign);
            case SchemaStage.Ours(int version) -> {
                if (version > SchemaStage.CURRENT_VERSION) {
                    throw new StoreException(
                            file
                                    + " was written by a newer Terratunnel (schema "
                                    + version
                                    + ", this one knows "
                                    + SchemaStage.CURRENT_VERSION
                                    + "). Nothing was changed in it. Use that version, or restore"
                                    + " the copy that it left beside the file.");
                }
                yield version == SchemaStage.CURRENT_VERSION;
            }
        };
    }

    private SchemaStage stage() {
        if (!Files.exists(file)) {
            return new SchemaStage.Empty();
        }
        try (Connection connection = SqliteFiles.openReadOnly(file)) {
            return SchemaStage.of(connection);
        } catch (SQLException e) {
            throw new StoreException("can't read the database " + file + ": " + e.getMessage(), e);
        }
    }

    private Path backUp(Connection reader, String label) {
        Path copy = freeBackupPath(label);
        try {
            SqliteFiles.copy(reader, copy);
            return copy;
        } catch (SQLException | IOException e) {
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

    private void migrateWork() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + work);
        Flyway.configure(SchemaUpdate.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(Dialect.SQLITE)
                .loggers("slf4j")
                .group(true)
                .failOnMissingLocations(true)
                .load()
                .migrate();
    }

    /// SQLite's backup interface the other way round: the work file's pages are written to the
    /// database in one transaction.
    private void replacePages(Connection writer) throws SQLException {
        int result =
                writer.unwrap(SQLiteConnection.class)
                        .getDatabase()
                        .restore("main", work.toString(), null);
        if (result != 0) {
            throw new SQLException("writing the new pages failed with SQLite's code " + result);
        }
    }
}
