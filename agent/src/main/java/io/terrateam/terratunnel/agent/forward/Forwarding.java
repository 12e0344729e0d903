package io.terrateam.terratunnel.agent.forward;

import io.terrateam.terratunnel.agent.origin.OriginConnections;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What all exchanges of an agent share.
///
/// @param origin the one place that exchanges go to
/// @param hosts which `Host` the origin sees, and what follows from it
/// @param tap where copies go
/// @param probe recognises the agent's own probe
/// @param originTimeoutNanos how long the origin may be silent before its answer's head
/// @param maxResponseBytes largest response body; 0 means none
/// @param nanoTime the monotonic clock
/// @param digests whether long bodies get a digest
/// @param random for WebSocket keys (RFC 6455 section 10.3: unpredictable)
public record Forwarding(
        OriginConnections origin,
        HostMapping hosts,
        ExchangeTap tap,
        ProbeToken probe,
        long originTimeoutNanos,
        long maxResponseBytes,
        LongSupplier nanoTime,
        RandomGenerator random,
        boolean digests) {

    /// Whether a body of that many bytes is over the limit.
    boolean isTooLarge(long bytes) {
        return maxResponseBytes > 0 && bytes > maxResponseBytes;
    }

    /// The same without digests, for a link that can't carry them.
    Forwarding withoutDigests() {
        return new Forwarding(
                origin,
                hosts,
                tap,
                probe,
                originTimeoutNanos,
                maxResponseBytes,
                nanoTime,
                random,
                false);
    }
}
