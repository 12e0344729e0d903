package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresHomePagesTest extends HomePagesContract {
    PostgresHomePagesTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
