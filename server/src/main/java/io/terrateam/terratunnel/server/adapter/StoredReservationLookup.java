package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.edge.spi.ReservationLookup;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Tells owned names by the database, or by what it said a moment ago.
///
/// Thread: event loops; never blocks.
public final class StoredReservationLookup implements ReservationLookup {
    private final Reservations reservations;
    private final BlockingWork blocking;

    /// @param blocking runs what is not remembered
    public StoredReservationLookup(Reservations reservations, BlockingWork blocking) {
        this.reservations = reservations;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Boolean> isReserved(TunnelName name) {
        return reservations
                .cached(name)
                .<CompletionStage<Boolean>>map(CompletableFuture::completedStage)
                .orElseGet(() -> blocking.supply(() -> reservations.isOwned(name)));
    }
}
