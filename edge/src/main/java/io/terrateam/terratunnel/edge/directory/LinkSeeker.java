package io.terrateam.terratunnel.edge.directory;

import io.terrateam.terratunnel.edge.link.Link;

/// An exchange that looks for a link.
///
/// Thread: the tunnel's loop.
public interface LinkSeeker {

    /// Here is a link with room for one more stream.
    void linkFound(Link link);

    /// There is none and none is waited for.
    void noLink(Reason reason);

    /// Why there is no link.
    enum Reason {
        /// Nobody serves the tunnel.
        OFFLINE,
        /// Its links are full and so is the queue.
        BUSY
    }
}
