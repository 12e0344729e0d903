package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.DemoSettings;
import io.terrateam.terratunnel.cli.config.GlobalSettings;
import io.terrateam.terratunnel.cli.demo.Demo;
import io.terrateam.terratunnel.cli.logging.Logging;
import io.terrateam.terratunnel.cli.terminal.LinePrinter;
import io.terrateam.terratunnel.cli.terminal.Style;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `terratunnel demo`: everything on one machine, to see it work.
@Command(
        name = "demo",
        description = "Shows a tunnel at work on this machine, with nothing to set up.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec = CommandSpec.create();

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration values = new SettingsLoader(shell).load(spec, DemoSettings.ALL);
        if (!values.isSet(GlobalSettings.LOG_LEVEL)) {
            Logging.setLevel("ERROR");
        }
        StopSignals signals = StopSignals.install();
        Demo.Options options =
                new Demo.Options(
                        values.find(DemoSettings.LOCAL_ENDPOINT),
                        values.find(DemoSettings.PORT),
                        Version.number());
        try (LinePrinter printer = LinePrinter.start(shell.out(), shell.err())) {
            Demo demo = Demo.start(options, printer, new Style(shell.mayColour()));
            try (demo) {
                signals.first().join();
            }
            printer.out("The demo has ended.");
        } catch (IOException e) {
            throw new UserError(ExitCode.FAILURE, "The demo can't start: " + e.getMessage());
        }
        return ExitCode.OK.number();
    }
}
