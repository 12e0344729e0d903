package io.terrateam.terratunnel.edge.spi;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Duration;

/// Hears of links that come and go.
///
/// Thread: called on event loops; an implementation hands over to a bounded queue and returns at
/// once.
public interface LinkAudit {

    /// A link and who has it.
    ///
    /// @param from who is at the other end, as they say
    record Party(String linkId, TunnelName name, LinkVerdict.Holder holder, LinkApplication from) {}

    /// How a link ended.
    ///
    /// @param reason why, in a few lower-case words
    /// @param lasted how long it was up
    /// @param bytesToAgent WebSocket payload bytes written
    /// @param bytesFromAgent WebSocket payload bytes read
    record Ending(String reason, Duration lasted, long bytesToAgent, long bytesFromAgent) {}

    /// A link is up and serves its tunnel.
    void connected(Party link);

    /// A link has ended.
    void disconnected(Party link, Ending ending);

    /// Somebody asked for a link and was refused.
    void refused(LinkApplication from, int status, String title);
}
