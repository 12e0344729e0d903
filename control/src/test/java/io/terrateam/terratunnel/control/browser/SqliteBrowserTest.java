package io.terrateam.terratunnel.control.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.browser.QueryAnswer.Refused;
import io.terrateam.terratunnel.control.browser.QueryAnswer.Rows;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.SqliteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqliteBrowserTest extends BrowserContract {
    private Path dir;
    private Database database;
    private DatabaseBrowser browser;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        dir = directory;
        Path file = dir.resolve("t.db");
        database = Database.open(file, Clock.systemUTC());
        fill(database);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE"); // Leaves samples of values in SQLite's own tables.
        }
        browser = DatabaseBrowser.of(new SqliteFile(file), Optional.empty());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    DatabaseBrowser browser() {
        return browser;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT hex(value) FROM main.server_secrets",
                "SELECT substr(key_hash, 1, 64) FROM main.api_keys",
                "SELECT x FROM (SELECT key_hash AS x FROM main.api_keys)",
                "WITH k (a, b, c) AS (SELECT id, user_id, key_hash FROM main.api_keys) SELECT c FROM k",
                "SELECT count(*) FROM main.api_keys WHERE key_hash > '8'",
                "SELECT count(*) FROM main.api_keys WHERE key_hash = 'x'",
                "SELECT 1 FROM main.api_keys WHERE key_hash LIKE 'c%'",
                "SELECT id FROM main.api_keys ORDER BY key_hash",
                "SELECT max(key_hash) FROM main.api_keys",
                "SELECT key_hash FROM main.api_keys INDEXED BY idx_api_keys_key_hash",
                "SELECT length(key_hash), typeof(key_hash) FROM main.api_keys",
                "SELECT * FROM main.api_keys",
                "SELECT json_group_array(key_hash) FROM main.api_keys",
                "SELECT id FROM main.api_keys GROUP BY key_hash",
                "SELECT DISTINCT key_hash FROM main.api_keys",
                "SELECT first_value(key_hash) OVER () FROM main.api_keys",
                "SELECT 1 FROM users u JOIN main.api_keys k ON k.key_hash >= u.name",
                "SELECT CASE WHEN (SELECT key_hash FROM main.api_keys) > 'c' THEN 1 ELSE 0 END",
                "SELECT id_hash FROM main.sessions",
                "SELECT rowid FROM main.sessions WHERE id_hash > '5'",
                "SELECT state, code_verifier FROM main.oauth_states",
                "SELECT code_hash, data FROM main.login_codes",
                "SELECT * FROM main.api_keys UNION ALL SELECT * FROM main.api_keys",
                "SELECT * FROM sqlite_stat1",
                "SELECT * FROM sqlite_stat4",
                "SELECT * FROM main.sqlite_stat4",
                "SELECT * FROM sqlite_sequence",
                "SELECT * FROM dbstat",
                "SELECT * FROM sqlite_dbpage",
                "SELECT * FROM pragma_database_list",
                "SELECT * FROM pragma_table_info('users')",
                "SELECT * FROM pragma_query_only",
                "SELECT * FROM json_each('[1]')",
                "SELECT * FROM fts3tokenize('simple', 'a b')",
                "SELECT load_extension('/tmp/x.so')",
                "SELECT fts3_tokenizer('simple')",
                "SELECT 1 WHERE load_extension('x') IS NULL",
                "PRAGMA query_only = OFF",
                "PRAGMA writable_schema = ON",
                "ATTACH DATABASE ':memory:' AS x",
                "SELECT writefile('/tmp/terratunnel-evil', 'x')",
                "SELECT readfile('/etc/passwd')",
                "SELECT 'a' GLOB '*a*a*a*a*b'"
            })
    void waysAroundTheViewsAreRefused(String sql) {
        assertThat(browser.query(sql)).isInstanceOf(Refused.class);
    }

    @Test
    void viewsHideWhatTheyCoverHoweverItIsAskedFor() {
        for (String sql :
                new String[] {
                    "SELECT hex(value) FROM server_secrets",
                    "SELECT substr(key_hash, 1, 64), upper(key_hash), key_hash AS x FROM api_keys",
                    "SELECT group_concat(id_hash) FROM sessions",
                    "SELECT * FROM server_secrets, sessions, api_keys",
                    "SELECT sql FROM sqlite_master",
                    "SELECT * FROM temp.api_keys",
                    "SELECT * FROM sqlite_temp_schema"
                }) {
            QueryAnswer answer = browser.query(sql);
            assertThat(answer).as(sql).isInstanceOf(Rows.class);
            assertNoSecret(((Rows) answer).rows());
        }
        Rows hidden = (Rows) browser.query("SELECT key_hash FROM api_keys WHERE key_hash < '0'");
        assertThat(hidden.rows()).as("nothing is compared with the real value").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n"
                        + " WHERE i < 0",
                "SELECT count(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                        + " FROM n LIMIT 30000) SELECT * FROM n) a, (SELECT 1 FROM sqlite_master) b,"
                        + " sqlite_master c, sqlite_master d, sqlite_master e",
                "SELECT replace(hex(zeroblob(24000)), '0', 'a') LIKE"
                        + " '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b'",
                "SELECT hex(zeroblob(1000000000))",
                "SELECT printf('%.*c', 1000000000, 'x')",
                "SELECT replicate('abc', 100000000)",
                "WITH RECURSIVE n (s) AS (SELECT 'a' UNION ALL SELECT s || s FROM n) SELECT s FROM n"
            })
    void nothingRunsLongOrFillsTheMemory(String sql) {
        long start = System.nanoTime();
        browser.query(sql);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void likeMeansWhatItAlwaysMeant() {
        Rows rows =
                (Rows)
                        browser.query(
                                """
                                SELECT 'abc' LIKE 'ABC', 'abc' LIKE 'a%c', 'abc' LIKE 'a_c',
                                       'abc' LIKE 'a_', 'a%c' LIKE 'a!%c' ESCAPE '!',
                                       'abc' LIKE 'a!%c' ESCAPE '!', NULL LIKE 'a', '' LIKE '%',
                                       'mississippi' LIKE 'm%is%ip_i', 'abc' LIKE '%b', '' LIKE ''
                                """);
        assertThat(rows.rows().getFirst())
                .extracting(Cell::text)
                .containsExactly("1", "1", "1", "0", "1", "0", "", "1", "1", "0", "1");
    }

    @Test
    void fileIsNotTouched() throws Exception {
        Path quiet = dir.resolve("quiet.db");
        Database.open(quiet, Clock.systemUTC()).close();
        byte[] before = Files.readAllBytes(quiet);
        DatabaseBrowser other = DatabaseBrowser.of(new SqliteFile(quiet), Optional.empty());

        other.tables();
        other.page("users", 1, 10);
        other.query("SELECT * FROM users");

        assertThat(Files.readAllBytes(quiet)).isEqualTo(before);
    }
}
