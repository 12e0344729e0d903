package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteTokenRoutesTest extends TokenRoutesContract {
    SqliteTokenRoutesTest() {
        super(EmptyDatabase.onSqlite());
    }
}
