package io.terrateam.terratunnel.control.web.home;

import java.util.List;

/// All about a tunnel.
///
/// @param keys its keys, newest first, those that ended too
public record TunnelPage(TunnelCard tunnel, List<KeyLine> keys) {
    /// Copies the list.
    public TunnelPage {
        keys = List.copyOf(keys);
    }
}
