package io.terrateam.terratunnel.control.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.browser.Cell.Kind;
import io.terrateam.terratunnel.control.browser.QueryAnswer.Refused;
import io.terrateam.terratunnel.control.browser.QueryAnswer.Rows;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.NewApiKey;
import io.terrateam.terratunnel.control.store.SessionRow;
import io.terrateam.terratunnel.control.store.TunnelRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the browser shows and refuses on both engines.
abstract class BrowserContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final String KEY_HASH =
            "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
    static final String SESSION_HASH = "5e551011";
    static final String SERVER_SECRET = "deepest-secret";

    /// A browser of a database that [#fill] filled.
    abstract DatabaseBrowser browser();

    static void fill(Database database) {
        long user = database.users().findOrCreate("github", "4711", "Octocat");
        TunnelRow tunnel = database.tunnels().create(user, "happy-panda-dancing");
        database.apiKeys()
                .replace(
                        new NewApiKey(
                                tunnel,
                                KEY_HASH,
                                "ttk_abcd",
                                "wxyz",
                                Optional.of("laptop"),
                                "tunnel:create",
                                NOON,
                                Optional.empty(),
                                "replaced"));
        database.sessions()
                .insert(new SessionRow(SESSION_HASH, user, NOON, NOON, NOON, "agent", "192.0.2.1"));
        database.secrets()
                .findOrCreate("jwt", () -> SERVER_SECRET.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tablesAreListedWithColumnsAndCounts() {
        List<TableInfo> tables = browser().tables();

        assertThat(tables)
                .extracting(TableInfo::name)
                .contains("api_keys", "server_secrets", "sessions", "tunnels", "users")
                .isSorted();
        TableInfo keys =
                tables.stream().filter(t -> t.name().equals("api_keys")).findFirst().orElseThrow();
        assertThat(keys.rowCount()).isEqualTo(1);
        assertThat(keys.columns())
                .filteredOn(TableInfo.Column::isSecret)
                .extracting(TableInfo.Column::name)
                .containsExactly("key_hash");
        assertThat(keys.columns())
                .filteredOn(TableInfo.Column::isPrimaryKey)
                .extracting(TableInfo.Column::name)
                .containsExactly("id");
    }

    @Test
    void pagesShowRowsWithoutSecrets() {
        TablePage page = browser().page("api_keys", 1, 50).orElseThrow();

        assertThat(page.rowCount()).isEqualTo(1);
        assertThat(page.pageCount()).isEqualTo(1);
        assertThat(page.columns()).startsWith("id", "user_id", "key_hash", "key_prefix");
        assertThat(page.rows().getFirst())
                .startsWith(
                        new Cell(Kind.NUMBER, "1", false),
                        new Cell(Kind.NUMBER, "1", false),
                        new Cell(Kind.TEXT, "[hidden]", false),
                        new Cell(Kind.TEXT, "ttk_abcd", false));
        assertThat(browser().page("api_keys", 2, 50).orElseThrow().rows()).isEmpty();
        assertThat(browser().page("no_table", 1, 50)).isEmpty();
        assertThat(browser().page("users\" --", 1, 50)).isEmpty();
    }

    @Test
    void noPageOfAnyTableShowsASecret() {
        for (TableInfo table : browser().tables()) {
            assertNoSecret(browser().page(table.name(), 1, 1_000).orElseThrow().rows());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM users",
                " select provider_username from users ; ",
                "WITH u AS (SELECT * FROM users) SELECT u.provider_username FROM u",
                "SELECT count(*) FROM api_keys",
                "SELECT * FROM api_keys",
                "SELECT k.*, u.provider_username FROM api_keys k JOIN users u ON u.id = k.user_id",
                "SELECT name FROM server_secrets",
                "SELECT * FROM sessions WHERE user_id = 1",
                "SELECT key_prefix, count(*) FROM api_keys GROUP BY key_prefix ORDER BY 2 DESC",
                "SELECT * FROM users WHERE id IN (SELECT user_id FROM tunnels UNION SELECT 7)",
                "SELECT * FROM users u LEFT JOIN tunnels t ON t.user_id = u.id"
                        + " WHERE t.subdomain LIKE 'happy%' OR u.id = 5",
                "SELECT event_type, row_number() OVER (PARTITION BY subdomain ORDER BY id)"
                        + " FROM tunnel_audit_log",
                "SELECT substr(timestamp, 1, 10), count(DISTINCT subdomain) FROM tunnel_audit_log"
                        + " GROUP BY 1 HAVING count(*) > 0 ORDER BY 1 DESC LIMIT 5 OFFSET 1",
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)"
                        + " SELECT sum(i), avg(i), max(i) FROM n",
                "SELECT DISTINCT subdomain FROM tunnel_audit_log EXCEPT SELECT subdomain FROM tunnels",
                "SELECT CASE WHEN is_active THEN 'on' ELSE 'off' END, coalesce(name, '-'),"
                        + " lower(subdomain) || '.example' FROM tunnels ORDER BY lower(subdomain)",
                "SELECT (SELECT count(*) FROM tunnels t WHERE t.user_id = u.id) FROM users u"
                        + " WHERE EXISTS (SELECT 1 FROM api_keys k WHERE k.user_id = u.id)",
                "VALUES (1, 'x'), (2, 'y')"
            })
    void readingIsAnswered(String sql) {
        QueryAnswer answer = browser().query(sql);

        assertThat(answer).isInstanceOf(Rows.class);
        assertNoSecret(((Rows) answer).rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DELETE FROM users",
                "INSERT INTO users (auth_provider) VALUES ('x')",
                "UPDATE users SET is_active = TRUE",
                "DROP TABLE users",
                "CREATE TABLE x (id INTEGER)",
                "SELECT 1; DELETE FROM users",
                "SELECT 1; COMMIT; DELETE FROM users",
                "SELECT ';' ; DELETE FROM users",
                "WITH x AS (SELECT 1) DELETE FROM users",
                "WITH x AS (SELECT 1) INSERT INTO tunnels (user_id, subdomain) SELECT 1, 'x' FROM x",
                "WITH x AS (DELETE FROM users RETURNING *) SELECT * FROM x",
                "SELECT * INTO evil FROM users",
                "-- comment\nDELETE FROM users",
                "/* */ SELECT 1",
                "BEGIN",
                "COMMIT",
                "VACUUM",
                "EXPLAIN SELECT 1",
                "SELECT * FROM no_such_table",
                "SELECT FROM WHERE"
            })
    void everythingElseIsRefused(String sql) {
        assertThat(browser().query(sql)).isInstanceOf(Refused.class);

        Rows users = (Rows) browser().query("SELECT count(*) FROM users");
        assertThat(users.rows()).containsExactly(List.of(new Cell(Kind.NUMBER, "1", false)));
        assertThat(browser().tables()).extracting(TableInfo::name).doesNotContain("x", "evil");
    }

    @Test
    void rowsAndCellsAreCut() {
        Rows many =
                (Rows)
                        browser()
                                .query(
                                        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                                                + " FROM n WHERE i < 5000) SELECT i FROM n");
        assertThat(many.rows()).hasSize(ResultReader.MAX_ROWS);
        assertThat(many.isCut()).isTrue();

        Rows wide =
                (Rows)
                        browser()
                                .query(
                                        "SELECT replace('aaaaaaaaaa', 'a', '"
                                                + "b".repeat(500)
                                                + "')");
        assertThat(wide.rows().getFirst().getFirst().text()).hasSize(ResultReader.MAX_CELL);
        assertThat(wide.isCut()).isTrue();
    }

    @Test
    void statementThatNeverEndsIsStopped() {
        long start = System.nanoTime();

        QueryAnswer answer =
                browser()
                        .query(
                                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                        + " SELECT count(*) FROM n");

        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(((Refused) answer).reason()).contains("2 seconds");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    static void assertNoSecret(List<List<Cell>> rows) {
        String bytes = HexFormat.of().formatHex(SERVER_SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(rows.stream().flatMap(List::stream).map(Cell::text).toList())
                .allSatisfy(text ->
                        assertThat(text.toLowerCase(Locale.ROOT))
                                .doesNotContain(KEY_HASH)
                                .doesNotContain(SESSION_HASH)
                                .doesNotContain(SERVER_SECRET)
                                .doesNotContain(bytes));
    }
}
