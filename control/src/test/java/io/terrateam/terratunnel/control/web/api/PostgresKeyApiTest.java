package io.terrateam.terratunnel.control.web.api;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresKeyApiTest extends KeyApiContract {
    PostgresKeyApiTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
