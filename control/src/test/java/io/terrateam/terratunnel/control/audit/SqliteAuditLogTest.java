package io.terrateam.terratunnel.control.audit;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteAuditLogTest extends AuditLogContract {
    SqliteAuditLogTest() {
        super(EmptyDatabase.onSqlite());
    }
}
