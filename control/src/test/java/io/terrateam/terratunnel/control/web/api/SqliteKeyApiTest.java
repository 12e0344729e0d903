package io.terrateam.terratunnel.control.web.api;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteKeyApiTest extends KeyApiContract {
    SqliteKeyApiTest() {
        super(EmptyDatabase.onSqlite());
    }
}
