package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.web.page.Moment;
import java.time.Instant;

/// A request of a tunnel.
///
/// @param path as the visitor sent it, without its query
/// @param outcome status, or what went wrong, or both
/// @param failed whether it ended badly
/// @param lasted how long it took
public record RequestLine(
        Moment endedAt, String method, String path, String outcome, boolean failed, String lasted) {

    /// A visitor who does not wait for the end is nobody's fault.
    private static boolean isOurFault(String failure) {
        return !failure.isEmpty() && !failure.equals("visitor-left");
    }

    static RequestLine of(TunnelUse.Request request, Instant now) {
        String status = request.status() == 0 ? "" : Integer.toString(request.status());
        return new RequestLine(
                new Moment(request.endedAt(), now),
                request.method(),
                request.path(),
                (status + " " + request.failure()).strip(),
                request.status() >= 500 || isOurFault(request.failure()),
                Moment.length(request.lasted()));
    }
}
