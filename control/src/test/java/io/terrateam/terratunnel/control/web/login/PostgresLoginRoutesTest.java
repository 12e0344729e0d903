package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresLoginRoutesTest extends LoginRoutesContract {
    PostgresLoginRoutesTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
