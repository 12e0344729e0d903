package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import java.time.Clock;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresTunnelsTest extends TunnelsContract {
    @RegisterExtension final EmptyDatabase empty = EmptyDatabase.onPostgreSql();

    @Override
    Database database(Clock clock) {
        return empty.open(clock);
    }
}
