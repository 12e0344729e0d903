package io.terrateam.terratunnel.control.store.engine;

import java.nio.file.Path;

/// Where a database is. Its `toString` is fit for logs: it never shows a password.
public sealed interface DatabaseLocation {

    /// A SQLite file.
    record SqliteFile(Path path) implements DatabaseLocation {

        /// Takes the path as an absolute one.
        public SqliteFile {
            path = path.toAbsolutePath().normalize();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// A database of a PostgreSQL server.
    ///
    /// @param url for JDBC, without user and password
    /// @param user empty where the driver's default is meant
    record PostgresDatabase(String url, String user, String password) implements DatabaseLocation {

        @Override
        public String toString() {
            int options = url.indexOf('?');
            return (options < 0 ? url : url.substring(0, options)).substring("jdbc:".length());
        }
    }
}
