package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.login.provider.GitHub;
import io.terrateam.terratunnel.control.login.provider.IdentityProvider;
import io.terrateam.terratunnel.control.login.provider.ProviderException;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.login.provider.ProviderToken;
import io.terrateam.terratunnel.control.login.provider.Providers;
import java.net.URI;
import java.util.Optional;

/// Tells whose a provider's token is.
///
/// Thread: blocks on the provider.
public final class TokenOwners {
    private final Providers providers;
    private final Optional<URI> foreignGithub;
    private final ProviderHttp http;

    /// @param foreignGithub GitHub's API, where tokens of other apps are taken; empty where they
    ///   are not
    public TokenOwners(Providers providers, Optional<URI> foreignGithub, ProviderHttp http) {
        this.providers = providers;
        this.foreignGithub = foreignGithub;
        this.http = http;
    }

    /// Whose `token` is; empty where this server takes none of that provider.
    Optional<Identity> find(String provider, ProviderToken token) throws ProviderException {
        if (provider.equals(GitHub.ID) && foreignGithub.isPresent()) {
            return Optional.of(GitHub.ofAnyApp(http, foreignGithub.get(), token));
        }
        Optional<IdentityProvider> own = providers.find(provider);
        return own.isPresent() ? Optional.of(own.get().ownerOfOurToken(token)) : Optional.empty();
    }
}
