package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresTokenRoutesTest extends TokenRoutesContract {
    PostgresTokenRoutesTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
