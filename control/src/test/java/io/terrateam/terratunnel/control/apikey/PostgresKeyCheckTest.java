package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresKeyCheckTest extends KeyCheckContract {
    PostgresKeyCheckTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
