package io.terrateam.terratunnel.edge.link;

import io.netty.channel.EventLoop;
import io.terrateam.terratunnel.protocol.TunnelName;

/// Where links belong: the directory, as links see it.
///
/// Thread: any for [#loopOf]; the tunnel's loop for the rest.
public interface LinkHome {

    /// The loop that all links of this tunnel live on.
    EventLoop loopOf(TunnelName name);

    /// Whether some link serves this tunnel now.
    boolean isServed(TunnelName name);

    /// The link serves the tunnel from now on.
    void joined(TunnelName name, Link link);

    /// This very link serves it no more; another one of the same tunnel is not touched.
    void left(TunnelName name, Link link);

    /// Its owner or an admin ended the tunnel: unless another link serves it, nobody is to wait for
    /// one.
    void retired(TunnelName name);

    /// The link may have room again.
    void roomOn(TunnelName name);
}
