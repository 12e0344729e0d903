package io.terrateam.terratunnel.control.web.home;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The start page of whoever is signed in.
///
/// @param tunnels theirs, oldest first
/// @param mayCreate whether they may have another one
/// @param everybody what administrators see; null for others
public record DashboardPage(
        List<TunnelCard> tunnels, boolean mayCreate, @Nullable Everybody everybody) {
    /// Copies the list.
    public DashboardPage {
        tunnels = List.copyOf(tunnels);
    }
}
