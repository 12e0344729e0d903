package io.terrateam.terratunnel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.engine.DatabaseChanges;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseChangesTest {
    @TempDir Path dir;

    @Test
    void versionChangesWithEveryCommitOfAnybodyAndWithNothingElse() throws Exception {
        Path file = dir.resolve("t.db");
        try (Database database = Database.open(file, Clock.systemUTC());
                DatabaseChanges changes = database.changes()) {
            long atFirst = changes.version();
            database.apiKeys().list();
            assertThat(changes.version()).isEqualTo(atFirst);

            database.users().findOrCreate("local", "1", "one");
            long afterOurs = changes.version();
            assertThat(afterOurs).isNotEqualTo(atFirst);

            OriginalDatabases.execute(file, "UPDATE users SET is_active = 0;");
            assertThat(changes.version()).isNotEqualTo(afterOurs);
        }
    }
}
