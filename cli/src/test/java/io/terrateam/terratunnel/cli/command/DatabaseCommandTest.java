package io.terrateam.terratunnel.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCommandTest {
    @TempDir Path dir;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void backupOfARunningServersDatabaseHoldsWhatWasCommitted() throws Exception {
        Path copy = dir.resolve("copy.db");
        try (Database database = Database.open(dir.resolve("terratunnel.db"), Clock.systemUTC())) {
            database.users().findOrCreate("local", "1", "one");

            assertThat(run("server", "db", "backup", "copy.db")).isZero();

            database.users().findOrCreate("local", "2", "two");
        }
        assertThat(out()).isEqualTo(copy + System.lineSeparator());
        assertThat(Files.getPosixFilePermissions(copy))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (Database restored = Database.open(copy, Clock.systemUTC())) {
            assertThat(restored.users().count("")).isEqualTo(1);
        }
    }

    @Test
    void backupWithoutANameIsPutBesideAndNeverOverSomething() throws Exception {
        Database.open(dir.resolve("terratunnel.db"), Clock.systemUTC()).close();

        assertThat(run("server", "db", "backup")).isZero();
        assertThat(out().strip()).startsWith(dir.resolve("terratunnel.db.backup-").toString());

        assertThat(run("server", "db", "backup", "terratunnel.db")).isEqualTo(1);
        assertThat(err()).contains("exists already");
    }

    @Test
    void backupOfNothingOrOfPostgresIsRefusedAndLeavesNothing() throws IOException {
        assertThat(run("server", "db", "backup")).isEqualTo(1);
        assertThat(err()).contains("there is no database", "--db-path");

        environment.put("TERRATUNNEL_DATABASE_URL", "postgres://me:hunter2@127.0.0.1:1/tunnels");
        assertThat(run("server", "db", "backup")).isEqualTo(1);
        assertThat(err()).contains("pg_dump").doesNotContain("hunter2");
        assertThat(files()).isEmpty();
    }

    @Test
    void soundDatabaseIsZero() {
        Database.open(dir.resolve("terratunnel.db"), Clock.systemUTC()).close();

        assertThat(run("server", "db", "check")).isZero();

        assertThat(out())
                .contains("SQLite 3.", ", current")
                .containsPattern("Pages +sound")
                .containsPattern("References +sound");
    }

    @Test
    void rowsThatLeadNowhereAreShownAndOne() throws SQLException {
        Database.open(dir.resolve("terratunnel.db"), Clock.systemUTC()).close();
        execute("INSERT INTO tunnels (id, user_id, subdomain) VALUES (7, 99, 'x')");

        assertThat(run("server", "db", "check")).isEqualTo(1);

        assertThat(out()).contains("row 7 of tunnels refers to a row of users that is not there");
    }

    @Test
    void damagedPagesAreOne() throws Exception {
        Path file = dir.resolve("terratunnel.db");
        Database.open(file, Clock.systemUTC()).close();
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 8 * 4_096; i < 12 * 4_096; i++) {
            bytes[i] = (byte) 0x5A;
        }
        Files.write(file, bytes);

        assertThat(run("server", "db", "check")).isEqualTo(1);
    }

    @Test
    void foreignDatabaseIsOneAndUntouched() throws Exception {
        execute("CREATE TABLE recipes (id INTEGER)");
        byte[] before = Files.readAllBytes(dir.resolve("terratunnel.db"));

        assertThat(run("server", "db", "check")).isEqualTo(1);
        assertThat(out()).contains("another program's");
        assertThat(run("server", "db", "migrate")).isEqualTo(1);
        assertThat(err()).contains("another program", "--db-path");

        assertThat(Files.readAllBytes(dir.resolve("terratunnel.db"))).isEqualTo(before);
    }

    @Test
    void migrateSaysWhatItDidAndThatNothingIsLeftToDo() {
        assertThat(run("server", "db", "migrate")).isZero();
        assertThat(out()).contains("is up to date now", "Before: a new database");

        assertThat(run("server", "db", "migrate")).isZero();
        assertThat(out()).contains("nothing was changed");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + dir.resolve("terratunnel.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.toList();
        }
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Shell shell =
                new Shell(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        dir,
                        false);
        return TerratunnelCommand.run(shell, arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
