package io.terrateam.terratunnel.control.login.provider;

/// The secret of an OAuth app; its `toString` never shows it.
///
/// @param reveal the text itself, for the provider alone
public record ClientSecret(String reveal) {
    @Override
    public String toString() {
        return "[redacted]";
    }
}
