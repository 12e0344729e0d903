package io.terrateam.terratunnel.control.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.control.store.OriginalDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same, and the original's files, which are always SQLite's.
class SqliteKeyCheckTest extends KeyCheckContract {
    @TempDir Path dir;

    SqliteKeyCheckTest() {
        super(EmptyDatabase.onSqlite());
    }

    @Test
    void keyOfTheOriginalWorksWithAndWithoutItsTunnelColumn() throws SQLException {
        KeyText key = KeyText.of(OriginalDatabases.KEY);
        for (Path file :
                new Path[] {
                    OriginalDatabases.Stage.FIRST_START.create(dir.resolve("first.db")),
                    OriginalDatabases.Stage.CURRENT.create(dir.resolve("current.db"))
                }) {
            close();
            open(Database.open(file, clock));

            assertThat(check.judge(key)).isEqualTo(new KeyVerdict.Valid(1, 1, 1, NAME));
        }
    }

    @Test
    void keyOfTheOriginalMayDoEverythingInTheApiAsThere() throws SQLException {
        KeyText key = KeyText.of(OriginalDatabases.KEY);
        Path file = OriginalDatabases.current(dir.resolve("current.db"), key.hash());
        close();
        open(Database.open(file, clock));

        assertThat(check.identify(key).orElseThrow().scopes()).isEqualTo(Scope.ALL);
    }
}
