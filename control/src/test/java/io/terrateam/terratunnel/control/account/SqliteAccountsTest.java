package io.terrateam.terratunnel.control.account;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteAccountsTest extends AccountsContract {
    SqliteAccountsTest() {
        super(EmptyDatabase.onSqlite());
    }
}
