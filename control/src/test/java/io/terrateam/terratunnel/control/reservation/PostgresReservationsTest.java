package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.control.store.EmptyDatabase;

class PostgresReservationsTest extends ReservationsContract {
    PostgresReservationsTest() {
        super(EmptyDatabase.onPostgreSql());
    }
}
