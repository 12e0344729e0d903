package io.terrateam.terratunnel.control.account;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresAccountsTest extends AccountsContract {
    PostgresAccountsTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
