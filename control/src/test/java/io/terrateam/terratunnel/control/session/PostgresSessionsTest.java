package io.terrateam.terratunnel.control.session;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresSessionsTest extends SessionsContract {
    PostgresSessionsTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
