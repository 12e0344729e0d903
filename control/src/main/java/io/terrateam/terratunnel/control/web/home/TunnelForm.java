package io.terrateam.terratunnel.control.web.home;

import java.util.List;

/// The form for a new tunnel.
///
/// @param restingNames names that one gave up and may have back
public record TunnelForm(List<String> restingNames) {
    /// Copies the list.
    public TunnelForm {
        restingNames = List.copyOf(restingNames);
    }
}
