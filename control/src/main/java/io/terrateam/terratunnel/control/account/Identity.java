package io.terrateam.terratunnel.control.account;

import java.util.Optional;

/// Who somebody is at a provider.
///
/// @param provider `github` or `gitlab`
/// @param providerUserId the provider's number for the account: the only thing that never changes
/// @param username what the account is called now; for showing only
public record Identity(
        String provider,
        String providerUserId,
        String username,
        Optional<String> email,
        Optional<String> name,
        Optional<String> avatarUrl) {}
