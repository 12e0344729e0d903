package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.web.page.Moment;
import io.terrateam.terratunnel.control.web.page.ProviderNames;
import java.time.Instant;

/// An account.
///
/// @param provider what they sign in with
/// @param providerUserId their number there
/// @param name as the provider tells it, or a dash; likewise the e-mail address
public record UserLine(
        long id,
        String username,
        String provider,
        String providerUserId,
        String name,
        String email,
        boolean active,
        boolean admin,
        Moment createdAt) {

    static UserLine of(User user, Instant now) {
        return new UserLine(
                user.id(),
                user.username(),
                ProviderNames.of(user.provider()),
                user.providerUserId(),
                user.name().orElse("—"),
                user.email().orElse("—"),
                user.active(),
                user.admin(),
                new Moment(user.createdAt(), now));
    }
}
