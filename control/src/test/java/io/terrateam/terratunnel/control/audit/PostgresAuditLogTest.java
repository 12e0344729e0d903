package io.terrateam.terratunnel.control.audit;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresAuditLogTest extends AuditLogContract {
    PostgresAuditLogTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
