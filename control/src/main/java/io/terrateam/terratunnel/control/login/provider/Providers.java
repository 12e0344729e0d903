package io.terrateam.terratunnel.control.login.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The providers that people can sign in with here.
///
/// @param all in the order in which they are offered
public record Providers(List<IdentityProvider> all) {
    /// Copies the list.
    public Providers {
        all = List.copyOf(all);
    }

    /// Those that are configured.
    public static Providers of(
            Optional<OAuthApp> github, Optional<OAuthApp> gitlab, ProviderHttp http) {
        List<IdentityProvider> all = new ArrayList<>();
        github.ifPresent(app -> all.add(new GitHub(app, http)));
        gitlab.ifPresent(app -> all.add(new GitLab(app, http)));
        return new Providers(all);
    }

    /// The one of that word, if it is configured.
    public Optional<IdentityProvider> find(String id) {
        return all.stream().filter(provider -> provider.id().equals(id)).findFirst();
    }
}
