package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.DemoSettings;
import io.terrateam.terratunnel.cli.config.GlobalSettings;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.cli.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `terratunnel config`: shows every value and where it comes from.
@Command(
        name = "config",
        description =
                "Shows each setting with its value and where that comes from; secrets are hidden.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ConfigCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "server|client|demo",
            description = "Whose settings; all if nothing is said.")
    private @Nullable String scope;

    ConfigCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Setting<?>> settings = settings();
        Configuration values = new SettingsLoader(shell).load(spec, settings);
        List<Setting<?>> shown = new ArrayList<>(GlobalSettings.ALL);
        shown.addAll(settings);
        int keyWidth = width(shown.stream().map(Setting::key).toList());
        int valueWidth = width(shown.stream().map(values::shown).toList());
        for (Setting<?> setting : shown) {
            shell.out()
                    .println(
                            pad(setting.key(), keyWidth)
                                    + "  "
                                    + pad(values.shown(setting), valueWidth)
                                    + "  "
                                    + values.source(setting));
        }
        return ExitCode.OK.number();
    }

    private List<Setting<?>> settings() {
        List<Setting<?>> settings = new ArrayList<>();
        switch (scope == null ? "" : scope) {
            case "server" -> settings.addAll(ServerSettings.ALL);
            case "client", "http" -> settings.addAll(ClientSettings.ALL);
            case "demo" -> settings.addAll(DemoSettings.ALL);
            case "" -> {
                settings.addAll(ServerSettings.ALL);
                settings.addAll(ClientSettings.ALL);
                settings.addAll(DemoSettings.ALL);
            }
            default ->
                    throw new UserError(
                            ExitCode.USAGE,
                            "config: " + scope + " (expected: server, client, demo or nothing)");
        }
        return settings;
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
