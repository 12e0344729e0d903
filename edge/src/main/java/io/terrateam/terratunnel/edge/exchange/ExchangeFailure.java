package io.terrateam.terratunnel.edge.exchange;

import io.terrateam.terratunnel.protocol.ErrorCode;

/// Why an exchange can't be answered by its origin: a closed set, mapped to an answer in one place
/// (`page.ErrorResponses`).
public sealed interface ExchangeFailure {

    /// The stable code of this failure.
    ErrorCode code();

    /// No tunnel has the name that the visitor asked for.
    record NoSuchTunnel() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.TUNNEL_NOT_FOUND;
        }
    }

    /// The tunnel is known, but nobody serves it now.
    record TunnelOffline() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.CLIENT_OFFLINE;
        }
    }

    /// The link went away.
    ///
    /// @param requestWritten whether the request may have reached the origin: then nobody may
    ///   repeat it blindly
    record LinkLost(boolean requestWritten) implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.LINK_LOST;
        }
    }

    /// The agent could not get an answer from the origin.
    ///
    /// @param code one of the `local-*` codes
    record OriginFailed(ErrorCode code) implements ExchangeFailure {}

    /// No response head in time.
    record ResponseTimedOut() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.LOCAL_TIMEOUT;
        }
    }

    /// Too many exchanges at once.
    record Busy() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.BUSY;
        }
    }

    /// A body over its limit.
    ///
    /// @param limitBytes the limit
    record BodyTooLarge(long limitBytes) implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.TOO_LARGE;
        }
    }

    /// A header block over its limit.
    record HeadersTooLarge() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.HEADERS_TOO_LARGE;
        }
    }

    /// A request target over its limit.
    record TargetTooLong() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.URI_TOO_LONG;
        }
    }

    /// A head that could be read in two ways, or that we don't serve.
    ///
    /// @param status 400, 405, 408, 417, 501 or 505
    /// @param detail what is wrong with it, one sentence without anything that the visitor sent
    record BadRequest(int status, String detail) implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.BAD_REQUEST;
        }
    }

    /// The request has been through here before.
    record Loop() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.LOOP;
        }
    }

    /// A host that we don't serve.
    record Misdirected() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.MISDIRECTED;
        }
    }

    /// The server is shutting down.
    record Draining() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.DRAINING;
        }
    }

    /// A fault of ours; logged where it was caught.
    record Internal() implements ExchangeFailure {
        @Override
        public ErrorCode code() {
            return ErrorCode.INTERNAL;
        }
    }
}
