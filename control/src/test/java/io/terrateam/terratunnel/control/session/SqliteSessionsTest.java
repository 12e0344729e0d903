package io.terrateam.terratunnel.control.session;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteSessionsTest extends SessionsContract {
    SqliteSessionsTest() {
        super(EmptyDatabase.onSqlite());
    }
}
