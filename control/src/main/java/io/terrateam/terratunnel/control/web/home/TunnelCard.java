package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.web.page.Moment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tunnel of somebody, with what is going on there.
///
/// @param id its row
/// @param name its name, the label of its address
/// @param displayName what its owner calls it
/// @param url where visitors find it
/// @param state whether it can be used
/// @param key its active key; null if it has none
/// @param links its connections, newest first
/// @param requests how many there were since the server was started
/// @param failures how many of them failed
/// @param recent the last requests, newest first
/// @param connectCommand connects with a key that the machine knows
/// @param loginCommand gets the machine a key
public record TunnelCard(
        long id,
        String name,
        String displayName,
        String url,
        State state,
        @Nullable KeyLine key,
        List<LinkLine> links,
        long requests,
        long failures,
        List<RequestLine> recent,
        String connectCommand,
        String loginCommand) {

    /// Copies the lists.
    public TunnelCard {
        links = List.copyOf(links);
        recent = List.copyOf(recent);
    }

    /// Whether a tunnel can be used.
    public enum State {
        /// A client serves it.
        CONNECTED,
        /// Nobody serves it.
        NOT_CONNECTED,
        /// Nobody may.
        DISABLED
    }

    /// A connection.
    ///
    /// @param address where it comes from
    /// @param localEndpoint what the client says that it forwards to
    public record LinkLine(String address, String localEndpoint, Moment since) {}

    /// Whether it has an active key.
    public boolean hasKey() {
        return key != null;
    }
}
