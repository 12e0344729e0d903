package io.terrateam.terratunnel.control.login;

import io.terrateam.terratunnel.control.login.provider.OAuthApp;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// How people may sign in.
///
/// @param github our app at GitHub; without one nobody signs in by GitHub
/// @param gitlab our app at GitLab; likewise
/// @param foreignGithub GitHub's API, where the token exchange takes tokens of other apps; empty
///   where it does not
/// @param redirectOrigins where the set-up wizard may run, beside loopback addresses
public record LoginConfig(
        Optional<OAuthApp> github,
        Optional<OAuthApp> gitlab,
        Optional<URI> foreignGithub,
        List<Origin> redirectOrigins) {

    /// Nobody signs in.
    public static final LoginConfig OFF =
            new LoginConfig(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    /// Copies the list.
    public LoginConfig {
        redirectOrigins = List.copyOf(redirectOrigins);
    }

    /// Whether anybody can sign in at all.
    public boolean isOn() {
        return github.isPresent() || gitlab.isPresent();
    }
}
