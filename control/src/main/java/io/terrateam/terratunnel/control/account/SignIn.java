package io.terrateam.terratunnel.control.account;

/// How it ended that a provider vouched for somebody.
public sealed interface SignIn {
    /// They may come in.
    ///
    /// @param isNew whether for the first time
    record Welcome(User user, boolean isNew) implements SignIn {}

    /// Their account was disabled by an admin.
    record Disabled(User user) implements SignIn {}
}
