package io.terrateam.terratunnel.edge.spi;

import java.util.concurrent.CompletionStage;

/// Decides who may open a link and which tunnel it serves.
///
/// Thread: called on event loops, so an implementation returns at once and does what blocks
/// elsewhere; the stage may complete on any thread. Failure: an exceptional completion is a fault
/// of ours and answered 503 with `Retry-After`. A stage that takes too long is completed from
/// outside with a `TimeoutException`: nobody wants its verdict any more.
@FunctionalInterface
public interface LinkAuthenticator {
    /// Judges one application.
    CompletionStage<LinkVerdict> authenticate(LinkApplication application);
}
