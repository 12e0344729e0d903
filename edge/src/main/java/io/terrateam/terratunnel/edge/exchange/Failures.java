package io.terrateam.terratunnel.edge.exchange;

import io.terrateam.terratunnel.edge.directory.LinkSeeker;
import io.terrateam.terratunnel.edge.link.LinkStreamListener;
import io.terrateam.terratunnel.protocol.ErrorCode;

/// Which failure it is that an exchange without an answer has come to.
///
/// Thread: stateless.
final class Failures {

    /// What the least of all clients takes.
    private static final long SHORTEST_LIMIT_BYTES = 768L << 10;

    private Failures() {}

    /// No link was found.
    ///
    /// @param repeated whether the exchange has lost one before
    static ExchangeFailure of(LinkSeeker.Reason reason, boolean repeated) {
        return switch (reason) {
            case OFFLINE ->
                    repeated
                            ? new ExchangeFailure.LinkLost(false)
                            : new ExchangeFailure.TunnelOffline();
            case BUSY -> new ExchangeFailure.Busy();
        };
    }

    /// Its stream has ended.
    static ExchangeFailure of(LinkStreamListener.StreamEnd end) {
        return switch (end) {
            case NOT_PROCESSED -> new ExchangeFailure.LinkLost(false);
            case LINK_LOST -> new ExchangeFailure.LinkLost(true);
            case LINK_SILENT -> new ExchangeFailure.ResponseTimedOut();
            case NOT_CARRIED ->
                    new ExchangeFailure.BadRequest(
                            501,
                            "This tunnel's client speaks a version that can't carry WebSockets, other upgrades"
                                    + " and OPTIONS *; a newer client can.");
            case REQUEST_TOO_LONG -> new ExchangeFailure.BodyTooLarge(SHORTEST_LIMIT_BYTES);
            case BUSY -> new ExchangeFailure.Busy();
            case BROKEN, TOO_SLOW -> new ExchangeFailure.OriginFailed(ErrorCode.LOCAL_PROTOCOL);
        };
    }

    /// The agent has answered by itself.
    static ExchangeFailure of(ErrorCode agentsError, long responseLimitBytes) {
        return switch (agentsError) {
            case LOCAL_TIMEOUT -> new ExchangeFailure.ResponseTimedOut();
            case BUSY -> new ExchangeFailure.Busy();
            case TOO_LARGE -> new ExchangeFailure.BodyTooLarge(responseLimitBytes);
            case BAD_REQUEST ->
                    new ExchangeFailure.BadRequest(
                            400, "The request can't be passed on as HTTP/1.1.");
            default -> new ExchangeFailure.OriginFailed(agentsError);
        };
    }
}
