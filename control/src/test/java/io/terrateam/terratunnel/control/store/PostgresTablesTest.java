package io.terrateam.terratunnel.control.store;

import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTablesTest extends TablesContract {
    private DatabaseLocation location;
    private Database database;

    @BeforeAll
    void open() throws SQLException {
        location = PostgresServer.newDatabase();
        database = Database.open(location, Clock.systemUTC());
    }

    @BeforeEach
    void empty() throws SQLException {
        PostgresServer.execute(
                location,
                """
                TRUNCATE users, api_keys, tunnels, sessions, oauth_states, login_codes, admin_pins,
                    released_names, tunnel_audit_log, server_secrets RESTART IDENTITY CASCADE
                """);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    Database database() {
        return database;
    }
}
