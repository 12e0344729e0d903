package io.terrateam.terratunnel.control.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Tells whether anybody changed the database, in this process or another, without reading it.
///
/// Thread: one at a time; may block. Owns: one connection, beside the pool, which never writes.
/// Spec: SQLite's `PRAGMA data_version`, which differs from its last answer on the same connection
/// if another connection has committed since. Failure: [StoreException].
public final class DatabaseChanges implements AutoCloseable {
    private final Connection connection;

    DatabaseChanges(Connection connection) {
        this.connection = connection;
    }

    /// A number that stays the same until somebody commits.
    public long version() {
        try (PreparedStatement ask = connection.prepareStatement("PRAGMA data_version");
                ResultSet answer = ask.executeQuery()) {
            return answer.getLong(1);
        } catch (SQLException e) {
            throw new StoreException("can't watch the database: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("can't close the database: " + e.getMessage(), e);
        }
    }
}
