package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteHomePagesTest extends HomePagesContract {
    SqliteHomePagesTest() {
        super(EmptyDatabase.onSqlite());
    }
}
