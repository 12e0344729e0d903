package io.terrateam.terratunnel.control.login.provider;

/// A provider's token. It is used to ask who its owner is, and forgotten: never stored, never
/// logged; its `toString` never shows it.
///
/// @param reveal the text itself, for the provider alone
public record ProviderToken(String reveal) {
    private static final int MAX_LENGTH = 2_048;

    /// Whether `text` could be a token: visible ASCII without blanks, so that it can stand in a
    /// header.
    public static boolean isPlausible(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
