package io.terrateam.terratunnel.control.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.browser.QueryAnswer.Refused;
import io.terrateam.terratunnel.control.browser.QueryAnswer.Rows;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.PostgresServer;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresBrowserTest extends BrowserContract {
    private static final String READER = "browser_reader";

    private DatabaseLocation location;
    private Database database;
    private DatabaseBrowser browser;

    @BeforeAll
    void open() throws Exception {
        location = PostgresServer.newDatabase();
        database = Database.open(location, Clock.systemUTC());
        fill(database);
        PostgresServer.execute(location, "CREATE ROLE " + READER + " LOGIN PASSWORD 'pw'");
        browser = DatabaseBrowser.of(location, Optional.of(as(READER)));
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    DatabaseBrowser browser() {
        return browser;
    }

    private PostgresDatabase as(String user) {
        return new PostgresDatabase(((PostgresDatabase) location).url(), user, "pw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT value FROM public.server_secrets",
                "SELECT * FROM public.api_keys",
                "SELECT api_keys FROM public.api_keys",
                "SELECT count(*) FROM public.users",
                "SELECT query_to_xml('SELECT * FROM public.server_secrets', true, false, '')",
                "SELECT set_config('role', 'postgres', false)",
                "SELECT set_config('session_authorization', 'postgres', false)",
                "SELECT set_config('role', 'none', true),"
                        + " query_to_xml('SELECT * FROM public.server_secrets', true, false, '')",
                "SELECT set_config('transaction_read_only', 'off', false)",
                "SELECT nextval('public.users_id_seq')",
                "SELECT lo_creat(-1)",
                "SELECT pg_read_file('/etc/passwd')",
                "SELECT pg_ls_dir('/')",
                "SELECT pg_sleep(60)",
                "SELECT set_config('statement_timeout', '0', false), pg_sleep(60)",
                "SELECT most_common_vals FROM pg_statistic"
            })
    void waysAroundTheViewsAreRefused(String sql) {
        assertThat(browser.query(sql)).isInstanceOf(Refused.class);
    }

    @Test
    void statisticsShowNoSecret() throws Exception {
        PostgresServer.execute(location, "ANALYZE");

        Rows rows = (Rows) browser.query("SELECT * FROM pg_catalog.pg_stats");
        assertNoSecret(rows.rows());
    }

    @Test
    void withoutAUserOfItsOwnNothingCanBeTyped() {
        DatabaseBrowser plain = DatabaseBrowser.of(location, Optional.empty());

        assertThat(plain.query("SELECT 1"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("TERRATUNNEL_DATABASE_READER_URL"));
        assertThat(plain.page("users", 1, 9)).isPresent();
    }

    @Test
    void userWhoCouldReadTheTablesIsNoProtection() throws Exception {
        PostgresServer.execute(
                location,
                """
                CREATE ROLE browser_strong LOGIN PASSWORD 'pw';
                GRANT SELECT (name) ON server_secrets TO browser_strong;
                CREATE ROLE browser_member LOGIN NOINHERIT PASSWORD 'pw';
                GRANT postgres TO browser_member;
                """);

        for (String user : new String[] {"postgres", "browser_strong", "browser_member"}) {
            assertThat(DatabaseBrowser.of(location, Optional.of(as(user))).query("SELECT 1"))
                    .as(user)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).contains("take those rights"));
        }
    }
}
