package io.terrateam.terratunnel.edge.directory;

import java.time.Duration;
import java.time.Instant;

/// An exchange of a tunnel that ended lately.
///
/// @param endedAt when it ended
/// @param method the visitor's method
/// @param path the target's path without its query, at most 256 characters; whatever the visitor
///   sent, so to be shown as text only
/// @param status the status that the origin answered with; 0 where it did not
/// @param failure why it ended otherwise: an [error
///   code][io.terrateam.terratunnel.protocol.ErrorCode], [#CUT_OFF] or [#VISITOR_LEFT]; empty if it
///   ended well
/// @param lasted from the request's head to the end of the answer
public record RecentExchange(
        Instant endedAt, String method, String path, int status, String failure, Duration lasted) {

    /// The failure where the visitor did not wait for the end.
    public static final String VISITOR_LEFT = "visitor-left";

    /// The failure where the answer broke off after its head.
    public static final String CUT_OFF = "cut-off";
}
