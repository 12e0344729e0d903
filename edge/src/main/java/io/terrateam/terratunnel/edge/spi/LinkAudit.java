package io.terrateam.terratunnel.edge.spi;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Duration;

/// Hears of links that come and go.
///
/// Thread: called on event loops; an implementation hands over to a bounded queue and returns at
/// once.
public interface LinkAudit {

    /// A link is up and serves its tunnel.
    void connected(String linkId, TunnelName name, LinkVerdict.Holder holder, LinkApplication from);

    /// A link has ended.
    ///
    /// @param reason why, in a few lower-case words
    /// @param lasted how long it was up
    /// @param bytesToAgent WebSocket payload bytes written
    /// @param bytesFromAgent WebSocket payload bytes read
    void disconnected(
            String linkId,
            TunnelName name,
            String reason,
            Duration lasted,
            long bytesToAgent,
            long bytesFromAgent);

    /// Somebody asked for a link and was refused.
    void refused(LinkApplication from, int status, String title);
}
