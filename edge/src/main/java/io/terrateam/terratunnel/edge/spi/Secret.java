package io.terrateam.terratunnel.edge.spi;

/// A text that must not reach a log: its `toString` never shows it.
///
/// @param reveal the text itself
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "[redacted]";
    }
}
