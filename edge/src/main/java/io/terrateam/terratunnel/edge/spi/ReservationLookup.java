package io.terrateam.terratunnel.edge.spi;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.concurrent.CompletionStage;

/// Tells whether a name that nobody serves now belongs to somebody (503 `client-offline`) or to
/// nobody (404).
///
/// Thread: as [LinkAuthenticator]. Failure: without an answer in time, visitors hear 503.
@FunctionalInterface
public interface ReservationLookup {
    /// Whether somebody owns `name`.
    CompletionStage<Boolean> isReserved(TunnelName name);
}
