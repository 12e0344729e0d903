package io.terrateam.terratunnel.server;

import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteTunnelsThatEndTest extends TunnelsThatEndContract {
    @TempDir Path dir;

    @Override
    DatabaseLocation newDatabase() {
        return new DatabaseLocation.SqliteFile(dir.resolve("t.db"));
    }
}
