package io.terrateam.terratunnel.cli.webhook;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the commands have around them.
///
/// @param in standard input
/// @param out results
/// @param err everything else
/// @param directory what names of files are relative to
/// @param prompt asks the person at the terminal for a secret, if there is one
public record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        Clock clock,
        Supplier<Optional<String>> prompt) {

    /// Copies the map.
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
