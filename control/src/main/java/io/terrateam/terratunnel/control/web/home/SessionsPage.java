package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.web.page.Moment;
import java.util.List;

/// Somebody's account and sessions.
///
/// @param provider what they sign in with
/// @param name as the provider tells it, or a dash
/// @param email as the provider tells it, or a dash
public record SessionsPage(
        String username,
        boolean admin,
        String provider,
        String name,
        String email,
        Moment createdAt,
        List<SessionLine> sessions) {
    /// Copies the list.
    public SessionsPage {
        sessions = List.copyOf(sessions);
    }

    /// A browser that is signed in.
    ///
    /// @param isThis whether it is the one that looks
    public record SessionLine(
            boolean isThis,
            String userAgent,
            String address,
            Moment createdAt,
            Moment lastSeenAt,
            Moment expiresAt) {}
}
