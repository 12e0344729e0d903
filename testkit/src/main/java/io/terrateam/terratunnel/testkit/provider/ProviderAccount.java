package io.terrateam.terratunnel.testkit.provider;

/// Somebody's account at the provider.
///
/// @param id never changes
/// @param login can be changed, and taken by somebody else afterwards
/// @param email the primary, verified address
public record ProviderAccount(long id, String login, String name, String email) {
    /// An account with an address and a name made of its login.
    public static ProviderAccount of(long id, String login) {
        return new ProviderAccount(id, login, "The " + login, login + "@example.com");
    }
}
