package io.terrateam.terratunnel.agent;

import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import java.time.Duration;

/// What an agent tells whoever runs it, for the terminal and for logs.
///
/// Thread: called on the agent's event loop: an implementation returns at once and does not block.
public interface AgentEvents {
    /// A link is being dialled.
    void connecting(String serverUrl);

    /// A link is up; the tunnel is not yet known to answer.
    ///
    /// @param linkVersion which version of the link is spoken: 2, or 1 with a server that knows no
    ///   other
    void connected(String publicUrl, String linkId, int linkVersion);

    /// A request of our own came back through the public URL.
    void ready(String publicUrl);

    /// The probe did not come back; the tunnel may still work for others.
    ///
    /// @param problem what is wrong and what to do, one sentence
    void probeFailed(String publicUrl, String problem);

    /// The link is gone; another one is dialled after `wait`.
    void disconnected(String reason, Duration wait, int triesInARow);

    /// The origin stopped (or started) taking connections.
    ///
    /// @param problem which address refused and how; empty when it answers again
    void originReachability(boolean reachable, String problem);

    /// Where each exchange is copied to; returns a tap that ignores everything if nobody wants
    /// copies.
    ExchangeTap tap();
}
