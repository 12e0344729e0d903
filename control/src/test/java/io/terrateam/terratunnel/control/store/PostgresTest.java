package io.terrateam.terratunnel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.control.store.engine.DatabaseChanges;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.store.engine.PostgresUrl;
import io.terrateam.terratunnel.control.store.engine.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @Test
    void newDatabaseIsOpenedByManyAtOnceAndAgain() throws Exception {
        DatabaseLocation location = PostgresServer.newDatabase();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> opened =
                    IntStream.range(0, 4)
                            .mapToObj(i -> threads.submit(() -> openAndCountKeys(location)))
                            .toList();
            for (Future<Integer> one : opened) {
                assertThat(one.get()).isZero();
            }
        }

        assertThat(openAndCountKeys(location)).isZero();
        assertThat(
                        PostgresServer.query(
                                location,
                                "SELECT count(*) FROM flyway_schema_history WHERE version = '4'"))
                .containsExactly("1");
    }

    @Test
    void changesOfKeysTunnelsAndUsersAreToldWhoeverMakesThem() throws Exception {
        DatabaseLocation location = PostgresServer.newDatabase();
        try (Database database = Database.open(location, CLOCK);
                DatabaseChanges changes = database.changes()) {
            long first = changes.version();
            long user = database.users().findOrCreate("local", "1", "one");
            long second = changes.version();
            database.tunnels().create(user, "one");
            long third = changes.version();
            PostgresServer.execute(location, "UPDATE users SET is_active = FALSE");
            long fourth = changes.version();

            assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates().isSorted();
            database.audit().newest(1);
            database.secrets().findOrCreate("s", () -> new byte[] {1});
            assertThat(changes.version()).isEqualTo(fourth);
        }
    }

    @Test
    void changeThatIsNotCommittedYetIsNotTold() throws Exception {
        DatabaseLocation location = PostgresServer.newDatabase();
        try (Database database = Database.open(location, CLOCK);
                DatabaseChanges changes = database.changes()) {
            long before = changes.version();
            database.transaction(() -> {
                database.users().findOrCreate("local", "1", "one");
                assertThat(changes.version()).isEqualTo(before);
            });
            assertThat(changes.version()).isNotEqualTo(before);
        }
    }

    @Test
    void watchThatWasCutOffGoesOnAndCountsAsAChange() throws Exception {
        DatabaseLocation location = PostgresServer.newDatabase();
        try (Database database = Database.open(location, CLOCK);
                DatabaseChanges changes = database.changes()) {
            long before = changes.version();
            PostgresServer.execute(
                    location,
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE query = 'SELECT 1' AND datname = current_database()
                    """);

            assertThatThrownBy(changes::version).isInstanceOf(StoreException.class);
            assertThat(changes.version()).isNotEqualTo(before);
        }
    }

    @Test
    void databaseOfAnotherProgramIsRefusedUntouched() throws Exception {
        DatabaseLocation location = PostgresServer.newDatabase();
        PostgresServer.execute(location, "CREATE TABLE recipes (id INTEGER)");

        assertThatThrownBy(() -> Database.open(location, CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another program");
        assertThat(
                        PostgresServer.query(
                                location,
                                """
                                SELECT table_name FROM information_schema.tables
                                WHERE table_schema = 'public'
                                """))
                .containsExactly("recipes");
    }

    @Test
    void newerDatabaseIsRefused() throws Exception {
        DatabaseLocation location = PostgresServer.newDatabase();
        Database.open(location, CLOCK).close();
        PostgresServer.execute(
                location, "UPDATE flyway_schema_history SET version = '99' WHERE version = '4'");

        assertThatThrownBy(() -> Database.open(location, CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer Terratunnel");
    }

    @Test
    void serverThatIsNotThereIsNamedWithoutThePassword() {
        DatabaseLocation nowhere =
                PostgresUrl.parse("postgresql://me:hunter2@127.0.0.1:1/db").orElseThrow();

        assertThatThrownBy(() -> Database.open(nowhere, CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("postgresql://127.0.0.1:1/db")
                .hasMessageContaining("TERRATUNNEL_DATABASE_URL")
                .hasMessageNotContaining("hunter2");
    }

    private static int openAndCountKeys(DatabaseLocation location) {
        try (Database database = Database.open(location, CLOCK)) {
            return database.apiKeys().list().size();
        }
    }
}
