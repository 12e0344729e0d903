package io.terrateam.terratunnel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyText;
import io.terrateam.terratunnel.control.apikey.KeyUse;
import io.terrateam.terratunnel.control.apikey.KeyVerdict;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.store.OriginalDatabases.Stage;
import io.terrateam.terratunnel.control.store.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Databases of the Python original: each is taken over with every user, name and key, or refused
/// with every byte.
class OriginalStagesTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @TempDir Path dir;

    @ParameterizedTest
    @EnumSource
    void everyStageIsTakenOver(Stage stage) throws Exception {
        Path file = stage.create(dir.resolve("t.db"));

        checkEverything(stage, file);
    }

    @ParameterizedTest
    @EnumSource
    void everyStageIsTakenOverWithItsWriteAheadLog(Stage stage) throws Exception {
        Path file = stage.createWithLog(dir.resolve("t.db"));

        checkEverything(stage, file);
    }

    private void checkEverything(Stage stage, Path file) throws Exception {
        Map<String, String> names = new HashMap<>();
        for (int start = 1; start <= 2; start++) {
            try (Database database = Database.open(file, CLOCK)) {
                assertThat(database.users().list("", 0, 9))
                        .extracting(UserRow::provider, UserRow::providerUserId, UserRow::username)
                        .contains(
                                tuple("gitlab", "42", "hubot"),
                                tuple("github", "4711", "Octocat"),
                                tuple("github", "5", "gone"));
                String octocat = nameOf(database, OriginalDatabases.KEY);
                String hubot = nameOf(database, OriginalDatabases.DASH_KEY);
                checkNames(stage, octocat, hubot);
                assertThat(names.put("octocat", octocat)).isIn(null, octocat);
                assertThat(names.put("hubot", hubot)).isIn(null, hubot);
                if (stage == Stage.SUBDOMAIN_PER_USER_ADMIN_KEYS) {
                    assertThat(nameOf(database, OriginalDatabases.SECOND_KEY)).isEqualTo(octocat);
                }
                assertThat(judge(database, OriginalDatabases.DISABLED_KEY))
                        .isInstanceOf(KeyVerdict.UserDisabled.class);
                assertThat(judge(database, "revoked"))
                        .isInstanceOfAny(KeyVerdict.Revoked.class, KeyVerdict.Replaced.class);
                assertThat(judge(database, OriginalDatabases.ORPHANED_KEY))
                        .isInstanceOf(KeyVerdict.Unknown.class);
            }
            assertThat(OriginalDatabases.query(file, "PRAGMA foreign_key_check")).isEmpty();
            assertThat(OriginalDatabases.query(file, "PRAGMA integrity_check"))
                    .containsExactly("ok");
            assertThat(OriginalDatabases.query(file, "SELECT count(*) FROM tunnel_audit_log"))
                    .containsExactly(stage == Stage.CURRENT_WITH_ORPHANS ? "4" : "3");
        }
        Path copy = onlyBackup();
        assertThat(OriginalDatabases.query(copy, "SELECT count(*) FROM users"))
                .containsExactly("3");
        assertThat(OriginalDatabases.query(copy, "SELECT name FROM sqlite_master"))
                .doesNotContain("sessions");
        assertThat(Files.getPosixFilePermissions(copy))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(leftovers()).isEmpty();
    }

    private static void checkNames(Stage stage, String octocat, String hubot) {
        switch (stage) {
            case AUDIT_WITHOUT_USERNAME, KEY_PER_USER -> {
                assertThat(octocat).isEqualTo("abcd1234");
                assertThat(hubot).matches("[0-9a-f]{10}");
            }
            case TUNNELS_MISMATCHED -> {
                assertThat(octocat).isEqualTo("quick-brown-fox");
                assertThat(hubot).isEqualTo("lori-of-total-security");
            }
            case SUBDOMAIN_PER_USER,
                    SUBDOMAIN_PER_USER_ADMIN_KEYS,
                    TUNNELS_NO_STATES,
                    FIRST_START,
                    CURRENT,
                    CURRENT_WITH_ORPHANS -> {
                assertThat(octocat).isEqualTo("happy-panda-dancing");
                assertThat(hubot).isEqualTo("lori-of-total-security");
            }
        }
    }

    @Test
    void numbersOfDeletedRowsAreNotGivenAgain() throws Exception {
        Path file = Stage.CURRENT.create(dir.resolve("t.db"));
        OriginalDatabases.execute(
                file,
                """
                INSERT INTO users (id, auth_provider, provider_user_id, provider_username)
                    VALUES (900, 'github', '900', 'short-lived');
                DELETE FROM users WHERE id = 900;
                """);

        try (Database database = Database.open(file, CLOCK)) {
            assertThat(database.users().findOrCreate("local", "x", "x")).isEqualTo(901);
        }
    }

    @Test
    void nameThatSomebodyElseOwnsIsNotGivenTwice() throws Exception {
        Path file = Stage.TUNNELS_MISMATCHED.create(dir.resolve("t.db"));
        OriginalDatabases.execute(
                file, "UPDATE tunnels SET subdomain = 'lori-of-total-security' WHERE id = 1;");

        try (Database database = Database.open(file, CLOCK)) {
            assertThat(nameOf(database, OriginalDatabases.KEY)).isEqualTo("lori-of-total-security");
            assertThat(nameOf(database, OriginalDatabases.DASH_KEY)).matches("[0-9a-f]{10}");
        }
    }

    @Test
    void fileThatCannotBeTakenOverKeepsEveryByteAndItsLog() throws Exception {
        // Our tables have no room for two users of one login name.
        Path twin = dir.resolve("twin.db");
        OriginalDatabases.execute(
                twin,
                """
                CREATE TABLE users (id INTEGER PRIMARY KEY, auth_provider TEXT,
                    provider_user_id TEXT, provider_username TEXT);
                CREATE TABLE api_keys (id INTEGER, user_id INTEGER, key_hash TEXT, key_prefix TEXT);
                INSERT INTO users VALUES (1, 'github', '1', 'same'), (2, 'github', '2', 'same');
                """);
        Map<Path, byte[]> before = withLog(twin);

        assertThatThrownBy(() -> Database.open(twin, CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Nothing was changed in it")
                .hasMessageContaining("--db-path");

        assertUntouched(before);
        assertThat(filesWith(".update")).isEmpty();
        assertThat(backups()).isEmpty();
    }

    @Test
    void fileOfAnotherKindKeepsEveryByteAndItsLog() throws Exception {
        Path recipes = dir.resolve("recipes.db");
        OriginalDatabases.execute(recipes, "CREATE TABLE recipes (id INTEGER);");
        Path strange = dir.resolve("strange.db");
        OriginalDatabases.execute(
                strange,
                """
                CREATE TABLE users (id INTEGER, provider_user_id TEXT);
                CREATE TABLE tunnel_audit_log (connection_id TEXT);
                """);

        for (Path file : List.of(recipes, strange)) {
            Map<Path, byte[]> before = withLog(file);

            assertThatThrownBy(() -> Database.open(file, CLOCK))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Nothing was changed in it")
                    .hasMessageContaining("--db-path");

            assertUntouched(before);
        }
        assertThat(backups()).isEmpty();
    }

    @Test
    void fileThatSomebodyWritesIsLeftAlone() throws Exception {
        Path file = Stage.CURRENT.create(dir.resolve("t.db"));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> Database.open(file, CLOCK))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Stop whatever else uses it");

            statement.execute("ROLLBACK");
        }
        assertThat(backups()).isEmpty();
        Database.open(file, CLOCK).close();
    }

    /// Puts the last changes of `file` into a write-ahead log beside it.
    private Map<Path, byte[]> withLog(Path file) throws Exception {
        Path open = dir.resolve("open.db");
        Files.copy(file, open);
        Map<Path, byte[]> bytes = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + open);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("CREATE TABLE more (id INTEGER)");
            for (String side : List.of("", "-wal")) {
                byte[] content = Files.readAllBytes(dir.resolve("open.db" + side));
                Path target = file.resolveSibling(file.getFileName() + side);
                Files.write(target, content);
                bytes.put(target, content);
            }
        }
        Files.delete(open);
        return bytes;
    }

    private static void assertUntouched(Map<Path, byte[]> before) throws IOException {
        for (Map.Entry<Path, byte[]> entry : before.entrySet()) {
            assertThat(Files.readAllBytes(entry.getKey()))
                    .as("%s", entry.getKey().getFileName())
                    .isEqualTo(entry.getValue());
        }
    }

    private static String nameOf(Database database, String key) {
        assertThat(judge(database, key)).isInstanceOf(KeyVerdict.Valid.class);
        return ((KeyVerdict.Valid) judge(database, key)).name().value();
    }

    private static KeyVerdict judge(Database database, String key) {
        try (BackgroundWriter writer = BackgroundWriter.start(9, database::transaction)) {
            return new KeyCheck(database, new KeyUse(database, writer, CLOCK), CLOCK)
                    .judge(KeyText.of(key));
        }
    }

    private Path onlyBackup() throws IOException {
        assertThat(backups()).hasSize(1);
        return backups().getFirst();
    }

    private List<Path> backups() throws IOException {
        return filesWith(".backup-");
    }

    private List<Path> leftovers() throws IOException {
        return Stream.concat(filesWith(".update").stream(), filesWith(".lock").stream()).toList();
    }

    private List<Path> filesWith(String part) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(p -> p.getFileName().toString().contains(part)).toList();
        }
    }
}
