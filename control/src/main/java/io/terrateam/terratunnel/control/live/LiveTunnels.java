package io.terrateam.terratunnel.control.live;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Which tunnels are connected now, and what they were used for.
///
/// Thread: any; may block for a moment. Nothing in it is trusted: strangers choose paths, agents
/// their endpoints and programs.
public interface LiveTunnels {
    /// Knows of none.
    LiveTunnels NONE =
            new LiveTunnels() {
                @Override
                public List<LiveConnection> connections() {
                    return List.of();
                }

                @Override
                public Map<String, TunnelUse> use(Collection<String> tunnels) {
                    return Map.of();
                }
            };

    /// Every link that serves its tunnel, newest first.
    List<LiveConnection> connections();

    /// What these tunnels were used for, by their names in lower case; without those that nobody
    /// has asked for lately.
    Map<String, TunnelUse> use(Collection<String> tunnels);
}
