package io.terrateam.terratunnel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.control.store.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @TempDir Path dir;

    @Test
    void newFileGetsParentDirectoriesAndTheWholeSchema() throws SQLException {
        Path file = dir.resolve("var/lib/tunnel.db");

        Database.open(file, CLOCK).close();

        assertThat(tables(file))
                .contains(
                        "users",
                        "api_keys",
                        "tunnels",
                        "oauth_states",
                        "tunnel_audit_log",
                        "server_secrets");
        assertThat(OriginalDatabases.query(file, "SELECT name FROM pragma_table_info('api_keys')"))
                .contains("tunnel_id", "key_suffix");
        assertThat(OriginalDatabases.query(file, "PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void schemaVersionIsTheNewestMigrationFile() throws SQLException {
        Path file = dir.resolve("t.db");

        Database.open(file, CLOCK).close();

        assertThat(
                        OriginalDatabases.query(
                                file,
                                "SELECT MAX(CAST(version AS INTEGER)) FROM flyway_schema_history"))
                .containsExactly("4");
    }

    @Test
    void foreignKeysAreEnforced() {
        try (Database database = Database.open(dir.resolve("t.db"), CLOCK)) {
            assertThatThrownBy(() -> database.tunnels().create(99, "nobody"))
                    .hasMessageContaining("FOREIGN KEY");
        }
    }

    @Test
    void openingAgainChangesNothingAndMakesNoCopy() throws IOException {
        Path file = dir.resolve("t.db");
        Database.open(file, CLOCK).close();
        byte[] before = Files.readAllBytes(file);

        Database.open(file, CLOCK).close();

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(backups()).isEmpty();
    }

    @Test
    void currentFileOfTheOriginalIsTakenOverAfterACopy() throws Exception {
        Path file = OriginalDatabases.current(dir.resolve("t.db"), "hash");

        try (Database database = Database.open(file, CLOCK)) {
            assertThat(database.apiKeys().findByHash("hash").orElseThrow().tunnel())
                    .contains(new TunnelRow(1, 1, "happy-panda-dancing", true));
        }

        assertThat(tables(file)).contains("server_secrets");
        assertThat(backups()).hasSize(1);
        assertThat(OriginalDatabases.query(backups().getFirst(), "SELECT key_hash FROM api_keys"))
                .contains("hash");
        assertThat(tables(backups().getFirst())).doesNotContain("server_secrets");
    }

    @Test
    void foreignFileIsRefusedUntouched() throws Exception {
        Path file = dir.resolve("t.db");
        OriginalDatabases.execute(file, "CREATE TABLE recipes (id INTEGER);");
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> Database.open(file, CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another program");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void newerFileIsRefused() throws Exception {
        Path file = dir.resolve("t.db");
        Database.open(file, CLOCK).close();
        OriginalDatabases.execute(
                file,
                """
                INSERT INTO flyway_schema_history
                    (installed_rank, version, description, type, script, installed_by,
                     execution_time, success)
                VALUES (99, '99', 'x', 'SQL', 'x', '', 0, 1);
                """);

        assertThatThrownBy(() -> Database.open(file, CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer Terratunnel");
    }

    @Test
    void fileThatIsNoDatabaseIsRefused() throws IOException {
        Path file = dir.resolve("t.db");
        Files.writeString(file, "Dear diary, today I met a database. ".repeat(100));

        assertThatThrownBy(() -> Database.open(file, CLOCK)).isInstanceOf(StoreException.class);

        assertThat(Files.readString(file)).startsWith("Dear diary");
    }

    @Test
    void fileThatStartsAnewIsOpenedByManyAtOnce() throws Exception {
        Path file = dir.resolve("t.db");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> opened =
                    IntStream.range(0, 4)
                            .mapToObj(i -> threads.submit(() -> openAndCountKeys(file)))
                            .toList();

            for (Future<Integer> one : opened) {
                assertThat(one.get()).isZero();
            }
        }
    }

    @Test
    void writersSideBySideLoseNothing() throws Exception {
        try (Database database = Database.open(dir.resolve("t.db"), CLOCK)) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, 50)
                        .forEach(i ->
                                threads.submit(() ->
                                        database.users().findOrCreate("local", "u" + i, "u" + i)));
            }

            assertThat(OriginalDatabases.query(dir.resolve("t.db"), "SELECT id FROM users"))
                    .hasSize(50);
        }
    }

    @Test
    void secretIsMadeOnceAndKept() {
        byte[] first = {1, 2, 3};
        try (Database database = Database.open(dir.resolve("t.db"), CLOCK)) {
            assertThat(database.secrets().findOrCreate("s", () -> first)).isEqualTo(first);
        }
        try (Database database = Database.open(dir.resolve("t.db"), CLOCK)) {
            assertThat(database.secrets().findOrCreate("s", () -> new byte[] {9})).isEqualTo(first);
        }
    }

    @Test
    void failedTransactionLeavesNothing() {
        try (Database database = Database.open(dir.resolve("t.db"), CLOCK)) {
            assertThatThrownBy(() ->
                            database.transaction(() -> {
                                long user = database.users().findOrCreate("local", "a", "a");
                                database.tunnels().create(user, "one");
                                throw new IllegalStateException("stop");
                            }))
                    .hasMessage("stop");

            assertThat(database.tunnels().findByName("one")).isEmpty();
        }
    }

    private static int openAndCountKeys(Path file) {
        try (Database database = Database.open(file, CLOCK)) {
            return database.apiKeys().list().size();
        }
    }

    private static List<String> tables(Path file) throws SQLException {
        return OriginalDatabases.query(file, "SELECT name FROM sqlite_master WHERE type = 'table'");
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(p -> p.getFileName().toString().contains(".backup-")).toList();
        }
    }
}
