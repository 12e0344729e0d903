package io.terrateam.terratunnel.control.web;

import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.Scope;
import java.util.Set;

/// Who is behind a request that carries an API key.
///
/// @param user whose key it is
/// @param keyId the key's row
/// @param scopes what it may be used for
public record KeyCaller(User user, long keyId, Set<Scope> scopes) {
    /// Copies the scopes.
    public KeyCaller {
        scopes = Set.copyOf(scopes);
    }
}
