package io.terrateam.terratunnel.cli.config;

import static io.terrateam.terratunnel.cli.config.Scope.GLOBAL;

import java.nio.file.Path;
import java.util.List;

/// What every command understands.
public final class GlobalSettings {
    /// How much is logged.
    public static final Setting<String> LOG_LEVEL =
            Setting.of(
                    GLOBAL,
                    "log-level",
                    ValueType.oneOf("DEBUG", "INFO", "WARNING", "ERROR"),
                    "INFO",
                    "How much is logged, to standard error.");

    /// The file of settings; can't stand in the file itself.
    public static final Setting<Path> CONFIG =
            Setting.optional(
                    GLOBAL,
                    "config",
                    ValueType.path(),
                    "The file of settings. If it isn't given,"
                            + " $XDG_CONFIG_HOME/terratunnel/config.yml is read where it exists.");

    /// All of them.
    public static final List<Setting<?>> ALL = List.of(LOG_LEVEL, CONFIG);

    private GlobalSettings() {}
}
