package io.terrateam.terratunnel.control.store.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// What is done with SQLite files as a whole.
///
/// A file that SQLite has open is never opened in another way here: closing such a descriptor would
/// drop SQLite's own locks.
final class SqliteFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFiles.class);
    private static final String[] SIDE_FILES = {"", "-wal", "-shm", "-journal"};

    private SqliteFiles() {}

    /// Opens `file`, which must exist, so that nothing can be written through it.
    static Connection openReadOnly(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(SqliteEngine.BUSY_TIMEOUT_MILLIS);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /// Opens `file` as it is, without changing how it is kept.
    static Connection open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(SqliteEngine.BUSY_TIMEOUT_MILLIS);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /// Makes an empty file for its owner only, unless there is one.
    static void createPrivately(Path file) throws IOException {
        FileAttribute<?>[] owner =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, owner);
            }
        } catch (FileAlreadyExistsException e) {
            // Somebody else made it just now, in the same way.
        }
    }

    /// Copies what `source` sees now, with what is in its write-ahead log, into the new file
    /// `copy`, and waits until it is on the disk.
    static void copy(Connection source, Path copy) throws SQLException, IOException {
        createPrivately(copy);
        try (PreparedStatement vacuum = source.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
        }
        sync(copy);
    }

    /// Waits until a file that nobody has open is on the disk.
    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Removes a database that nobody has open, with what SQLite may have left beside it.
    static void delete(Path file) throws IOException {
        for (String side : SIDE_FILES) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + side));
        }
    }

    /// As [#delete], for a clean-up that must not hide what went wrong before.
    static void deleteQuietly(Path file) {
        try {
            delete(file);
        } catch (IOException e) {
            LOG.warn("a file could not be removed, file {}", file, e);
        }
    }

    /// What SQLite finds wrong with the pages and indexes of a database.
    static List<String> damage(Connection connection) throws SQLException {
        List<String> found = texts(connection, "PRAGMA integrity_check(20)");
        return found.equals(List.of("ok")) ? List.of() : found;
    }

    /// Rows that refer to rows that are not there.
    static List<String> orphans(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA foreign_key_check")) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(
                        "row %s of %s refers to a row of %s that is not there"
                                .formatted(
                                        rows.getString(2), rows.getString(1), rows.getString(3)));
            }
            return found;
        }
    }

    /// The first column of every row.
    static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Stream.Builder<String> texts = Stream.builder();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts.build().toList();
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
