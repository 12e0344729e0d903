package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Layer;
import io.terrateam.terratunnel.cli.config.Source;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `terratunnel http 3000`: the short form of `terratunnel client --local-endpoint 3000`.
@Command(
        name = "http",
        description = "The short form of client: terratunnel http 3000",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class HttpCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "PORT|URL",
            description = "The local service, as in --local-endpoint.")
    private @Nullable String endpoint;

    HttpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Layer argument =
                setting ->
                        setting == ClientSettings.LOCAL_ENDPOINT
                                ? Optional.ofNullable(endpoint)
                                        .map(text -> new Layer.Found(text, new Source.Option(text)))
                                : Optional.empty();
        return new ClientRun(
                        shell,
                        new SettingsLoader(shell)
                                .load(
                                        List.of(argument, OptionTable.layer(spec)),
                                        ClientSettings.ALL))
                .run()
                .number();
    }
}
