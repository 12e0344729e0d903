package io.terrateam.terratunnel.webhook.message;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/// A secret shared with a provider, or a provider's public key, as it was configured. Never
/// printed.
public final class WebhookSecret {
    private final String name;
    private final byte[] bytes;

    /// A secret of these bytes.
    ///
    /// @param name what to call it where it must not be shown, such as the variable it came from
    public WebhookSecret(String name, byte[] bytes) {
        this.name = requireNonNull(name, "name");
        this.bytes = bytes.clone();
    }

    /// A secret of that text, in UTF-8.
    public static WebhookSecret of(String name, String text) {
        return new WebhookSecret(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /// What to call it.
    public String name() {
        return name;
    }

    /// Its bytes as configured.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// It as text.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Whether there is nothing in it but spaces, line ends and zeros.
    public boolean isBlank() {
        for (byte each : bytes) {
            if (each != 0 && each != ' ' && (each < '\t' || each > '\r')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name + " [hidden]";
    }
}
