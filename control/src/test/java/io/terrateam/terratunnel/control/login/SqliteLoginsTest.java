package io.terrateam.terratunnel.control.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteLoginsTest extends LoginsContract {
    SqliteLoginsTest() {
        super(EmptyDatabase.onSqlite());
    }
}
