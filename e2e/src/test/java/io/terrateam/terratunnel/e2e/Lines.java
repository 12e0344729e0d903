package io.terrateam.terratunnel.e2e;

/// Field lines as they go on the wire.
final class Lines {
    private Lines() {}

    /// Each line with its CRLF.
    static String of(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }
}
