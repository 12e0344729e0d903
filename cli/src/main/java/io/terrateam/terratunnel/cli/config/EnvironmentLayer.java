package io.terrateam.terratunnel.cli.config;

import java.util.Map;
import java.util.Optional;

/// Environment variables. An empty one counts as not set, as compose files make them.
public record EnvironmentLayer(Map<String, String> environment) implements Layer {
    /// Copies the map.
    public EnvironmentLayer {
        environment = Map.copyOf(environment);
    }

    @Override
    public Optional<Found> find(Setting<?> setting) {
        return Optional.ofNullable(environment.get(setting.variable()))
                .filter(text -> !text.isEmpty())
                .map(text -> new Found(text, new Source.Variable(setting.variable())));
    }
}
