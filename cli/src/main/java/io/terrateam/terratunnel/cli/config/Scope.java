package io.terrateam.terratunnel.cli.config;

/// What a setting belongs to.
public enum Scope {
    /// Every command; at the top of the file.
    GLOBAL(""),
    /// `terratunnel server`.
    SERVER("server"),
    /// `terratunnel client` and `terratunnel http`.
    CLIENT("client"),
    /// `terratunnel demo`.
    DEMO("demo");

    private final String section;

    Scope(String section) {
        this.section = section;
    }

    /// The section of the file; empty for the top.
    public String section() {
        return section;
    }
}
