package io.terrateam.terratunnel.control.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresLoginsTest extends LoginsContract {
    PostgresLoginsTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
