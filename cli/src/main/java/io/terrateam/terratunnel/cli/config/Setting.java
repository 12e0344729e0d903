package io.terrateam.terratunnel.cli.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that the program can be told.
///
/// @param scope which command it belongs to
/// @param name its option without `--`, and its key in the file
/// @param variable its environment variable
/// @param type how its text is read
/// @param fallback the text that holds if nobody says anything; null if there is none
/// @param meaning one or two sentences
/// @param isSecret whether its value must not be shown
/// @param isOption whether it may stand on the command line, where others on the machine can see it
/// @param aliases other names of the option, with their dashes
public record Setting<T>(
        Scope scope,
        String name,
        String variable,
        ValueType<T> type,
        @Nullable String fallback,
        String meaning,
        boolean isSecret,
        boolean isOption,
        List<String> aliases) {

    /// Copies the list.
    public Setting {
        aliases = List.copyOf(aliases);
    }

    /// A setting with a default; its variable is `TERRATUNNEL_` and its name.
    public static <T> Setting<T> of(
            Scope scope, String name, ValueType<T> type, String fallback, String meaning) {
        return new Setting<>(
                scope, name, variableOf(name), type, fallback, meaning, false, true, List.of());
    }

    /// A setting without a default.
    public static <T> Setting<T> optional(
            Scope scope, String name, ValueType<T> type, String meaning) {
        return new Setting<>(
                scope, name, variableOf(name), type, null, meaning, false, true, List.of());
    }

    /// The same, with a variable that isn't built from its name.
    public Setting<T> withVariable(String other) {
        return new Setting<>(
                scope, name, other, type, fallback, meaning, isSecret, isOption, aliases);
    }

    /// The same, never to be shown.
    public Setting<T> secret() {
        return new Setting<>(
                scope, name, variable, type, fallback, meaning, true, isOption, aliases);
    }

    /// The same, not to be given as an option.
    public Setting<T> withoutOption() {
        return new Setting<>(
                scope, name, variable, type, fallback, meaning, isSecret, false, aliases);
    }

    /// The same, with more names for its option.
    public Setting<T> withAliases(String... names) {
        return new Setting<>(
                scope, name, variable, type, fallback, meaning, isSecret, isOption, List.of(names));
    }

    /// Its option, as in `--port`.
    public String option() {
        return "--" + name;
    }

    /// What to call it toward a person: its option, or its variable where it has none.
    public String spelling() {
        return isOption ? option() : variable;
    }

    /// Its place in the file, as in `server.port`.
    public String key() {
        return scope == Scope.GLOBAL ? name : scope.section() + "." + name;
    }

    private static String variableOf(String name) {
        return "TERRATUNNEL_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
