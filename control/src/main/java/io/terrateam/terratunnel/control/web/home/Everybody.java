package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.web.page.Moment;
import java.util.List;

/// What administrators see of everybody's tunnels.
///
/// @param liveCount how many tunnels are connected
/// @param linkCount by how many links
/// @param live the newest links
/// @param recent what happened to links lately
public record Everybody(int liveCount, int linkCount, List<LiveLine> live, List<EventLine> recent) {
    /// Copies the lists.
    public Everybody {
        live = List.copyOf(live);
        recent = List.copyOf(recent);
    }

    /// A link.
    ///
    /// @param owner whose tunnel it is, or that it is nobody's
    /// @param localEndpoint what the client says that it forwards to
    public record LiveLine(
            String linkId,
            String name,
            String url,
            String owner,
            String address,
            String localEndpoint,
            Moment since,
            long requests,
            long failures) {}

    /// Something that happened.
    ///
    /// @param event what, in words
    public record EventLine(
            long id,
            Moment at,
            String event,
            String tunnel,
            String address,
            String userAgent,
            String details) {}
}
