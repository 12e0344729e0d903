package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresTokenExchangeTest extends TokenExchangeContract {
    PostgresTokenExchangeTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
