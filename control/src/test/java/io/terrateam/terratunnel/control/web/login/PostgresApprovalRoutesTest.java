package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresApprovalRoutesTest extends ApprovalRoutesContract {
    PostgresApprovalRoutesTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
