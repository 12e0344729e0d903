package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.concurrent.ConcurrentHashMap;

/// Which names are served now, as the edge reports links that come and go; so that no new anonymous
/// tunnel gets one.
///
/// Thread: any. Limits: as many names as the edge takes links.
public final class LiveNames {
    private final ConcurrentHashMap<TunnelName, Integer> links = new ConcurrentHashMap<>();

    /// Whether somebody serves `name`.
    public boolean contains(TunnelName name) {
        return links.containsKey(name);
    }

    void linkCame(TunnelName name) {
        links.merge(name, 1, Integer::sum);
    }

    void linkWent(TunnelName name) {
        links.computeIfPresent(name, (same, count) -> count > 1 ? count - 1 : null);
    }
}
