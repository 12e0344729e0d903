package io.terrateam.terratunnel.cli;

import io.terrateam.terratunnel.cli.command.Shell;
import io.terrateam.terratunnel.cli.command.TerratunnelCommand;

/// Where the program begins.
public final class Main {
    private Main() {}

    /// Runs a command and ends the process with its exit code.
    public static void main(String[] arguments) {
        int code = TerratunnelCommand.run(Shell.ofProcess(), arguments);
        System.out.flush();
        System.exit(code);
    }
}
