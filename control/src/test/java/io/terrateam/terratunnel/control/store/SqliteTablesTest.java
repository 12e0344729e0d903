package io.terrateam.terratunnel.control.store;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteTablesTest extends TablesContract {
    @TempDir Path dir;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(dir.resolve("t.db"), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    Database database() {
        return database;
    }
}
