package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `terratunnel client`: gives a local service a public URL until it is told to stop.
@Command(
        name = "client",
        description = "Connects a local service to a server, which gives it a public URL.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ClientCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec = CommandSpec.create();

    ClientCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return new ClientRun(shell, new SettingsLoader(shell).load(spec, ClientSettings.ALL))
                .run()
                .number();
    }
}
