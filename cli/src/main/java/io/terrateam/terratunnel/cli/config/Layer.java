package io.terrateam.terratunnel.cli.config;

import java.util.Optional;

/// One place where settings may be said.
@FunctionalInterface
public interface Layer {
    /// What this place says about `setting`; empty where nothing.
    Optional<Found> find(Setting<?> setting);

    /// A text and where it stood.
    record Found(String text, Source source) {}
}
