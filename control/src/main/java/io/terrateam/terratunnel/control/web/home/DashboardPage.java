package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.web.page.Paging;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The start page of whoever is signed in.
///
/// @param tunnels theirs, oldest first
/// @param page which part of them, counted from 1
/// @param paging the other parts; null if there are none
/// @param mayCreate whether they may have another one
/// @param everybody what administrators see; null for others
public record DashboardPage(
        List<TunnelCard> tunnels,
        int page,
        @Nullable Paging paging,
        boolean mayCreate,
        @Nullable Everybody everybody) {
    /// Copies the list.
    public DashboardPage {
        tunnels = List.copyOf(tunnels);
    }
}
