package io.terrateam.terratunnel.control.store.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// Changes of keys, tunnels and users in PostgreSQL, of which its triggers tell by `NOTIFY`.
///
/// A connection that broke is made again at the next question; since a change may have been missed
/// meanwhile, that counts as one.
final class PostgresChanges implements DatabaseChanges {
    private final DataSource source;
    private @Nullable Connection listening;
    private long version;

    PostgresChanges(DataSource source) {
        this.source = source;
    }

    @Override
    public long version() {
        try {
            Connection connection = listening();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1"); // What was told meanwhile comes with the answer.
            }
            PGNotification[] told = connection.unwrap(PGConnection.class).getNotifications();
            if (told != null && told.length > 0) {
                version++;
            }
            return version;
        } catch (SQLException e) {
            close();
            throw new StoreException("can't watch the database: " + e.getMessage(), e);
        }
    }

    private Connection listening() throws SQLException {
        Connection connection = listening;
        if (connection == null) {
            connection = source.getConnection();
            listening = connection;
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN terratunnel_changes");
            }
            version++;
        }
        return connection;
    }

    @Override
    public void close() {
        Connection connection = listening;
        listening = null;
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            // It was broken: nothing is left to close.
        }
    }
}
