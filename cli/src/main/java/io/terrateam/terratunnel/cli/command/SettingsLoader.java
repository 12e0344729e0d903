package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.ConfigurationException;
import io.terrateam.terratunnel.cli.config.ConfigurationReader;
import io.terrateam.terratunnel.cli.config.DemoSettings;
import io.terrateam.terratunnel.cli.config.DotEnv;
import io.terrateam.terratunnel.cli.config.EnvironmentLayer;
import io.terrateam.terratunnel.cli.config.GlobalSettings;
import io.terrateam.terratunnel.cli.config.Layer;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.cli.config.SettingsFile;
import io.terrateam.terratunnel.cli.credentials.CredentialsLayer;
import io.terrateam.terratunnel.cli.logging.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/// Reads the settings of one run of a command: option, variable, `.env`, file, what `login` kept,
/// default.
final class SettingsLoader {
    private final Shell shell;

    SettingsLoader(Shell shell) {
        this.shell = shell;
    }

    /// The values of `settings` and of the global ones; sets the log level.
    ///
    /// @throws io.terrateam.terratunnel.cli.config.ConfigurationException with every fault
    Configuration load(CommandSpec command, List<Setting<?>> settings) {
        return load(List.of(OptionTable.layer(command)), settings);
    }

    /// The same, with layers of one's own above all others.
    Configuration load(List<Layer> own, List<Setting<?>> settings) {
        List<Layer> layers = new ArrayList<>(own);
        layers.add(new EnvironmentLayer(shell.environment()));
        layers.add(DotEnv.read(shell.directory().resolve(".env")));
        layers.add(settingsFile(new ConfigurationReader(layers)));
        if (settings.contains(ClientSettings.API_KEY) && shell.hasHome()) {
            layers.add(loginOf(new ConfigurationReader(layers)));
        }

        List<Setting<?>> wanted =
                Stream.concat(GlobalSettings.ALL.stream(), settings.stream()).toList();
        Configuration configuration = new ConfigurationReader(layers).read(wanted);
        Logging.setLevel(configuration.get(GlobalSettings.LOG_LEVEL));
        return configuration;
    }

    private Layer loginOf(ConfigurationReader stronger) {
        try {
            Configuration server = stronger.read(List.of(ClientSettings.SERVER_URL));
            return new CredentialsLayer(shell.credentials(), server.get(ClientSettings.SERVER_URL));
        } catch (ConfigurationException e) {
            // Reported with all other faults when the settings are read.
            return setting -> Optional.empty();
        }
    }

    private Layer settingsFile(ConfigurationReader stronger) {
        Optional<Path> named =
                stronger.read(List.of(GlobalSettings.CONFIG)).find(GlobalSettings.CONFIG);
        Optional<Path> file =
                named.map(shell.directory()::resolve)
                        .or(() -> shell.settingsFile().filter(Files::exists));
        return file.map(path -> SettingsFile.read(path, settingsOfTheFile()))
                .orElseGet(SettingsFile::none);
    }

    private static List<Setting<?>> settingsOfTheFile() {
        List<Setting<?>> known = new ArrayList<>();
        known.add(GlobalSettings.LOG_LEVEL);
        known.addAll(ServerSettings.ALL);
        known.addAll(ClientSettings.ALL);
        known.addAll(DemoSettings.ALL);
        return known;
    }
}
