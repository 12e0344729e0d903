package io.terrateam.terratunnel.control.store.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What was done to bring a database up to date.
///
/// @param from what it was before; empty if nothing had to be done
/// @param copy where a copy of it was put before
/// @param notes what people should know about it, a sentence each
public record SchemaReport(Optional<String> from, Optional<Path> copy, List<String> notes) {

    /// Nothing had to be done.
    static final SchemaReport UNCHANGED =
            new SchemaReport(Optional.empty(), Optional.empty(), List.of());

    /// Whether something was done.
    public boolean isChanged() {
        return from.isPresent();
    }

    /// What was done, as a line for the log; empty if nothing was.
    public Optional<String> inWords() {
        return from.map(before ->
                "the database is ready; it was "
                        + before
                        + copy.map(file -> ", of which a copy is in " + file).orElse("")
                        + (notes.isEmpty() ? "" : ". " + String.join(" ", notes)));
    }
}
