package io.terrateam.terratunnel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.OriginalDatabases.Stage;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that is killed while it takes a database over leaves the old one or the new one.
class CrashDuringUpdateTest {
    private static final int KILLS = 4;

    @TempDir Path dir;

    /// What is killed: opens the database that it is given.
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            System.out.println("begin");
            Database.open(Path.of(arguments[0]), Clock.systemUTC()).close();
            System.out.println("end");
        }
    }

    @Test
    void killedUpdateLeavesTheOldDatabaseOrTheNewOneWhole() throws Exception {
        Path original = bigDatabase("WAL");
        Process unharmed = start(copy(original, "whole.db"));
        long start = System.nanoTime();
        assertThat(unharmed.waitFor(60, TimeUnit.SECONDS)).isTrue();
        long whole = System.nanoTime() - start;
        List<String> found = new ArrayList<>();
        for (int i = 1; i <= KILLS; i++) {
            Path file = copy(original, "killed" + i + ".db");
            Process process = start(file);
            process.waitFor(whole * i / KILLS, TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            found.add(checkWhole(file));
        }
        // Whether both are met depends on the machine; that some kill met the old one does not.
        assertThat(found).contains("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void killedWhilePagesAreReplacedItIsOneOfThemToo(String journalMode) throws Exception {
        Path original = bigDatabase(journalMode);
        for (int i = 0; i < 2; i++) {
            Path file = copy(original, "killed" + i + ".db");
            String side = file + (journalMode.equals("WAL") ? "-wal" : "-journal");
            File sideFile = new File(side);
            Process process = start(file);
            while (process.isAlive() && sideFile.length() < 4_096L * (1 + i * 200L)) {
                Thread.onSpinWait();
            }
            process.destroyForcibly().waitFor();
            assertThat(sideFile.length()).as("pages on their way").isPositive();
            checkWhole(file);
        }
    }

    private Path bigDatabase(String journalMode) throws Exception {
        Path file = Stage.CURRENT.create(dir.resolve("original.db"));
        OriginalDatabases.execute(
                file,
                """
                INSERT INTO tunnel_audit_log (subdomain, hostname, local_endpoint, connection_id)
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
                SELECT 'n' || i, 'some.example', 'http://localhost:3000', hex(randomblob(16)) FROM n;
                """);
        OriginalDatabases.execute(file, "PRAGMA journal_mode = " + journalMode);
        return file;
    }

    private Path copy(Path original, String name) throws IOException {
        return Files.copy(original, dir.resolve(name));
    }

    /// Starts the update of a file.
    private static Process start(Path file) throws IOException {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                Victim.class.getName(),
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader output = process.inputReader();
        assertThat(output.readLine()).isEqualTo("begin");
        return process;
    }

    private String checkWhole(Path file) throws Exception {
        boolean isNew =
                OriginalDatabases.query(file, "SELECT name FROM sqlite_master")
                        .contains("flyway_schema_history");
        assertThat(OriginalDatabases.query(file, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(OriginalDatabases.query(file, "SELECT count(*) FROM tunnel_audit_log"))
                .containsExactly("8003");
        try (Database database = Database.open(file, Clock.systemUTC())) {
            assertThat(database.apiKeys().list()).hasSize(4);
            assertThat(database.users().count("")).isEqualTo(3);
            assertThat(database.tunnels().count()).isEqualTo(3);
            assertThat(database.sessions().listOf(1)).isEmpty();
        }
        assertThat(leftovers(file)).isEmpty();
        return isNew ? "new" : "old";
    }

    private List<Path> leftovers(Path file) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(
                            p -> p.getFileName().toString().startsWith(file.getFileName() + "."))
                    .filter(p -> !p.getFileName().toString().contains(".backup-"))
                    .filter(p -> !p.getFileName().toString().endsWith(".lock"))
                    .toList();
        }
    }
}
