package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class SqliteReservationsTest extends ReservationsContract {
    SqliteReservationsTest() {
        super(EmptyDatabase.onSqlite());
    }
}
