package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.web.home.TunnelCard;
import java.util.List;

/// All about an account.
///
/// @param keys how many keys they ever had
/// @param isSelf whether it is the one who looks
/// @param auditLink shows what they did
public record UserPage(
        UserLine user, List<TunnelCard> tunnels, int keys, boolean isSelf, String auditLink) {
    /// Copies the list.
    public UserPage {
        tunnels = List.copyOf(tunnels);
    }
}
