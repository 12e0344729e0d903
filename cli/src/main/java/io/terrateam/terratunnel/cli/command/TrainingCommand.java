package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Layer;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.cli.config.Source;
import io.terrateam.terratunnel.cli.demo.Demo;
import io.terrateam.terratunnel.cli.demo.Training;
import io.terrateam.terratunnel.cli.terminal.LinePrinter;
import io.terrateam.terratunnel.cli.terminal.Style;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `terratunnel training`: a short life of server and client, for the JVM that makes the cache of
/// `./build aot`.
///
/// Reads no settings of the user's and leaves nothing behind.
@Command(
        name = "training",
        description = "Runs server and client for a moment; ./build aot uses it.",
        hidden = true)
final class TrainingCommand implements Callable<Integer> {
    private final Shell shell;

    TrainingCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Shell quiet = new Shell(nowhere, nowhere, Map.of(), Path.of(""), false);
            readCommandLines(quiet);
            serveAndVisit(quiet);
        } catch (IOException e) {
            throw new UserError(ExitCode.FAILURE, "The training failed: " + e.getMessage());
        }
        shell.out().println("trained");
        return ExitCode.OK.number();
    }

    /// What `server` and `client` do before they start anything.
    private static void readCommandLines(Shell quiet) {
        TerratunnelCommand.run(quiet, "server", "--help");
        TerratunnelCommand.run(quiet, "client", "--help");
        SettingsLoader loader = new SettingsLoader(quiet);
        ServerConfigs.of(loader.load(List.of(), ServerSettings.ALL), quiet.directory());
        Layer endpoint =
                setting ->
                        setting == ClientSettings.LOCAL_ENDPOINT
                                ? Optional.of(new Layer.Found("3000", new Source.Default()))
                                : Optional.empty();
        ClientConfigs.of(loader.load(List.of(endpoint), ClientSettings.ALL), quiet, null);
    }

    private static void serveAndVisit(Shell quiet) throws IOException, InterruptedException {
        Demo.Options options = new Demo.Options(Optional.empty(), Optional.of(0), Version.number());
        try (LinePrinter printer = LinePrinter.start(quiet.out(), quiet.err());
                Demo demo = Demo.start(options, printer, new Style(false))) {
            Training.visit(demo);
        }
    }
}
