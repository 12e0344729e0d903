package io.terrateam.terratunnel.cli.config;

/// A value that can't be used.
///
/// @param what the option, variable or key
/// @param value its text, already hidden if secret
/// @param expected what a valid one is
/// @param source where it stood
public record Fault(String what, String value, String expected, Source source) {
    @Override
    public String toString() {
        String rule = what + ": " + value + " (expected: " + expected + ")";
        boolean said = source instanceof Source.Default || source instanceof Source.Option;
        return said ? rule : rule + ", from " + source;
    }
}
