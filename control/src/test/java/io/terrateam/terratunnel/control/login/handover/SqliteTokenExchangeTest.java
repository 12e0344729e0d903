package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteTokenExchangeTest extends TokenExchangeContract {
    SqliteTokenExchangeTest() {
        super(EmptyDatabase.onSqlite());
    }
}
