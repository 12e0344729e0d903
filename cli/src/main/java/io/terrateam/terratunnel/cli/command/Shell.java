package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.credentials.CredentialsFile;
import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a command has around it.
///
/// @param out standard output: results
/// @param err standard error: everything else
/// @param environment the environment variables
/// @param directory the working directory
/// @param isTerminal whether a person sees the output
public record Shell(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        boolean isTerminal) {

    /// Copies the map.
    public Shell {
        environment = Map.copyOf(environment);
    }

    /// That of this process.
    @SuppressWarnings("SystemConsoleNull") // It still does where nobody sits at a terminal.
    public static Shell ofProcess() {
        Console console = System.console();
        return new Shell(
                System.out,
                System.err,
                System.getenv(),
                Path.of(""),
                console != null && console.isTerminal());
    }

    /// Whether output may be coloured: a person sees it and did not say otherwise.
    public boolean mayColour() {
        String noColour = environment.getOrDefault("NO_COLOR", "");
        return isTerminal && noColour.isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    /// Asks for something that is not shown while it is typed; empty where nobody is there to ask,
    /// or nothing was typed.
    @SuppressWarnings("SystemConsoleNull") // It still does where nobody sits at a terminal.
    Optional<String> secret(String prompt) {
        Console console = System.console();
        if (!isTerminal || console == null) {
            return Optional.empty();
        }
        char[] typed = console.readPassword("%s", prompt);
        return Optional.ofNullable(typed)
                .map(String::new)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /// The user's file of settings: `$XDG_CONFIG_HOME/terratunnel/config.yml`, below `~/.config` if
    /// that is not set.
    public Optional<Path> settingsFile() {
        return settingsFolder().map(folder -> folder.resolve("config.yml"));
    }

    /// The file of the keys that `terratunnel login` got, beside that.
    public CredentialsFile credentials() {
        return new CredentialsFile(
                settingsFolder()
                        .map(folder -> folder.resolve("credentials.yml"))
                        .orElseThrow(() ->
                                new UserError(
                                        ExitCode.USAGE,
                                        "HOME: missing (expected: a folder, or XDG_CONFIG_HOME, to"
                                                + " keep keys below)")));
    }

    /// Whether the user has a folder for settings.
    public boolean hasHome() {
        return settingsFolder().isPresent();
    }

    private Optional<Path> settingsFolder() {
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (xdg.isEmpty() && home.isEmpty()) {
            return Optional.empty();
        }
        Path base = xdg.isEmpty() ? Path.of(home, ".config") : Path.of(xdg);
        return Optional.of(base.resolve("terratunnel"));
    }
}
