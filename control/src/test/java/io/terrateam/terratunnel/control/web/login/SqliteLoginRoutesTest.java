package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteLoginRoutesTest extends LoginRoutesContract {
    SqliteLoginRoutesTest() {
        super(EmptyDatabase.onSqlite());
    }
}
