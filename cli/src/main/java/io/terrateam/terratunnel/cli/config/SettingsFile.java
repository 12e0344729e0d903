package io.terrateam.terratunnel.cli.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The YAML file of settings: global keys at the top, the others in the sections `server`, `client`
/// and `demo`.
///
/// A key that nobody knows is an error that names the nearest one: a typo must not be a setting
/// that silently does nothing.
public final class SettingsFile implements Layer {
    private final Path file;
    private final Map<String, String> values;

    private SettingsFile(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    /// A file that says nothing.
    public static SettingsFile none() {
        return new SettingsFile(Path.of(""), Map.of());
    }

    /// Reads the file.
    ///
    /// @param known every setting that may stand in it
    /// @throws ConfigurationException where it can't be read, is no YAML, or has keys that nobody
    ///   knows
    public static SettingsFile read(Path file, List<Setting<?>> known) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        flatten("", load(file), values, faults);
        List<String> keys = known.stream().map(Setting::key).toList();
        for (String key : values.keySet()) {
            if (!keys.contains(key)) {
                faults.add(unknown(key, keys));
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults.stream().map(f -> f + ", in " + file).toList());
        }
        return new SettingsFile(file, values);
    }

    @Override
    public Optional<Found> find(Setting<?> setting) {
        return Optional.ofNullable(values.get(setting.key()))
                .map(text -> new Found(text, new Source.SettingsFile(file, setting.key())));
    }

    private static String unknown(String key, List<String> keys) {
        return key
                + ": unknown setting"
                + Nearest.to(key, keys).map(near -> " (did you mean " + near + "?)").orElse("");
    }

    private static Object load(Path file) {
        LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
        try {
            Object root =
                    new Load(settings)
                            .loadFromString(Files.readString(file, StandardCharsets.UTF_8));
            return root == null ? Map.of() : root;
        } catch (IOException e) {
            throw new ConfigurationException(
                    List.of(
                            "--config: "
                                    + file
                                    + " (expected: a file that can be read; "
                                    + reason(e)
                                    + ")"));
        } catch (YamlEngineException e) {
            throw new ConfigurationException(
                    List.of(
                            file
                                    + " is not valid YAML: "
                                    + String.valueOf(e.getMessage()).strip()));
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "no such file"
                : String.valueOf(e.getMessage());
    }

    private static void flatten(
            String prefix, Object node, Map<String, String> values, List<String> faults) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                String name = prefix.isEmpty() ? String.valueOf(key) : prefix + "." + key;
                if (value != null) {
                    flatten(name, value, values, faults);
                }
            });
        } else if (node instanceof List<?> list) {
            values.put(
                    prefix,
                    list.stream().map(String::valueOf).reduce((a, b) -> a + "," + b).orElse(""));
        } else if (prefix.isEmpty()) {
            faults.add("a map of settings is expected");
        } else {
            values.put(prefix, String.valueOf(node));
        }
    }
}
