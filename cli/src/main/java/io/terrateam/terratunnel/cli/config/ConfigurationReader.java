package io.terrateam.terratunnel.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the layers for each setting; the first one that says something wins.
public final class ConfigurationReader {
    private final List<Layer> layers;

    /// @param layers strongest first
    public ConfigurationReader(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /// The values of `settings`.
    ///
    /// @throws ConfigurationException with every fault
    public Configuration read(List<Setting<?>> settings) {
        Map<Setting<?>, Configuration.Entry> entries = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (Setting<?> setting : settings) {
            Optional<Layer.Found> found = find(setting);
            if (found.isPresent()) {
                readOne(setting, found.get(), entries, faults);
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
        return new Configuration(entries);
    }

    private static void readOne(
            Setting<?> setting,
            Layer.Found found,
            Map<Setting<?>, Configuration.Entry> entries,
            List<String> faults) {
        Optional<?> value = setting.type().parser().apply(found.text());
        if (value.isPresent()) {
            entries.put(
                    setting, new Configuration.Entry(found.text(), value.get(), found.source()));
        } else {
            String shown = setting.isSecret() ? "[hidden]" : found.text();
            Fault fault =
                    new Fault(setting.spelling(), shown, setting.type().expected(), found.source());
            faults.add(fault.toString());
        }
    }

    private Optional<Layer.Found> find(Setting<?> setting) {
        for (Layer layer : layers) {
            Optional<Layer.Found> found = layer.find(setting);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.ofNullable(setting.fallback())
                .map(text -> new Layer.Found(text, new Source.Default()));
    }
}
