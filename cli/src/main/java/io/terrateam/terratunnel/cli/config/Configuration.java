package io.terrateam.terratunnel.cli.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The valid values of some settings, each with its source.
public final class Configuration {
    /// A value.
    ///
    /// @param text as it was written
    /// @param value as it was read
    public record Entry(String text, Object value, Source source) {}

    private final Map<Setting<?>, Entry> entries;

    Configuration(Map<Setting<?>, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    /// The value of a setting that has one.
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new IllegalStateException("no value for " + setting.key()));
    }

    /// The value of a setting; empty where nobody said one and there is no default.
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable(entries.get(setting)).map(entry -> (T) entry.value());
    }

    /// Whether somebody said something about the setting.
    public boolean isSet(Setting<?> setting) {
        return !(source(setting) instanceof Source.Default);
    }

    /// Where its value came from.
    public Source source(Setting<?> setting) {
        Entry entry = entries.get(setting);
        return entry == null ? new Source.Default() : entry.source();
    }

    /// Its text as it may be shown: secrets are hidden, what is not set is `-`.
    public String shown(Setting<?> setting) {
        Entry entry = entries.get(setting);
        if (entry == null || entry.text().isEmpty()) {
            return "-";
        }
        return setting.isSecret() ? "[hidden]" : Objects.requireNonNull(entry).text();
    }
}
