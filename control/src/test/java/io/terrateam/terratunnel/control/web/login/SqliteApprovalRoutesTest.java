package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteApprovalRoutesTest extends ApprovalRoutesContract {
    SqliteApprovalRoutesTest() {
        super(EmptyDatabase.onSqlite());
    }
}
