package io.terrateam.terratunnel.control.live;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a tunnel was used for since the server was started.
///
/// @param requests how many have ended
/// @param failures how many of them had no answer, a broken one, or one with a status from 500 on
/// @param open how many run now
/// @param recent the last of them, newest first
public record TunnelUse(long requests, long failures, int open, List<Request> recent) {
    /// Not used at all.
    public static final TunnelUse NONE = new TunnelUse(0, 0, 0, List.of());

    /// Copies the list.
    public TunnelUse {
        recent = List.copyOf(recent);
    }

    /// A request that ended lately.
    ///
    /// @param path without its query, as the visitor sent it
    /// @param status what the local application answered; 0 where it did not
    /// @param failure why it ended otherwise, in a word; empty if it ended well
    /// @param lasted from the request's head to the answer's end
    public record Request(
            Instant endedAt,
            String method,
            String path,
            int status,
            String failure,
            Duration lasted) {}
}
