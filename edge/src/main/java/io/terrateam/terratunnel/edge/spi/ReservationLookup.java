package io.terrateam.terratunnel.edge.spi;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.concurrent.CompletionStage;

/// Tells whether a name that nobody serves now belongs to somebody (503 `client-offline`) or to
/// nobody (404).
///
/// Thread: as [LinkAuthenticator].
@FunctionalInterface
public interface ReservationLookup {
    /// Whether somebody owns `name`.
    CompletionStage<Boolean> isReserved(TunnelName name);
}
