package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteHandoverTest extends HandoverContract {
    SqliteHandoverTest() {
        super(EmptyDatabase.onSqlite());
    }
}
