package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresHandoverTest extends HandoverContract {
    PostgresHandoverTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
