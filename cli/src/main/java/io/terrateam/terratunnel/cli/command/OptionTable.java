package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.Layer;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.cli.config.Source;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// Makes options of settings, and finds again what was said with them.
final class OptionTable {
    private OptionTable() {}

    /// Adds an option for each setting to a command.
    static void add(CommandSpec command, List<? extends Setting<?>> settings) {
        settings.stream()
                .filter(Setting::isOption)
                .forEach(setting -> command.addOption(option(setting, ScopeType.LOCAL)));
    }

    /// The same, for a command and all below it.
    static void addInherited(CommandSpec command, List<? extends Setting<?>> settings) {
        settings.forEach(setting -> command.addOption(option(setting, ScopeType.INHERIT)));
    }

    /// What was said on the command line, at `command` or above it.
    static Layer layer(CommandSpec command) {
        return setting -> find(command, setting);
    }

    private static Optional<Layer.Found> find(@Nullable CommandSpec command, Setting<?> setting) {
        for (CommandSpec at = command; at != null; at = at.parent()) {
            ParseResult result = at.commandLine().getParseResult();
            if (result != null && result.hasMatchedOption(setting.option())) {
                Object value = result.matchedOptionValue(setting.option(), "");
                return Optional.of(
                        new Layer.Found(
                                String.valueOf(value), new Source.Option(setting.option())));
            }
        }
        return Optional.empty();
    }

    private static OptionSpec option(Setting<?> setting, ScopeType scope) {
        OptionSpec.Builder builder =
                OptionSpec.builder(setting.option())
                        .scopeType(scope)
                        .description(description(setting).replace("%", "%%"));
        return setting.type().isFlag()
                ? builder.type(boolean.class).arity("0").build()
                : builder.type(String.class).arity("1").paramLabel(setting.type().label()).build();
    }

    private static String description(Setting<?> setting) {
        String fallback = setting.fallback();
        boolean showsDefault = fallback != null && !fallback.isEmpty() && !setting.type().isFlag();
        return setting.meaning()
                + " ["
                + setting.variable()
                + (showsDefault ? "; default " + fallback : "")
                + "]";
    }
}
