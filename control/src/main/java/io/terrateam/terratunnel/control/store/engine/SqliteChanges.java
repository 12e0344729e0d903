package io.terrateam.terratunnel.control.store.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Changes of a SQLite file, whatever table they are in.
///
/// Spec: SQLite's `PRAGMA data_version`, which differs from its last answer on the same connection
/// if another connection has committed since.
final class SqliteChanges implements DatabaseChanges {
    private final Connection connection;

    SqliteChanges(Connection connection) {
        this.connection = connection;
    }

    @Override
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
