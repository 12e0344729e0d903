package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.ConfigurationException;
import io.terrateam.terratunnel.cli.config.DemoSettings;
import io.terrateam.terratunnel.cli.config.GlobalSettings;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.cli.webhook.SignCommand;
import io.terrateam.terratunnel.cli.webhook.Surroundings;
import io.terrateam.terratunnel.cli.webhook.VerifyCommand;
import io.terrateam.terratunnel.control.store.engine.StoreException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `terratunnel`: help if nothing else is said.
@Command(
        name = "terratunnel",
        description = "Gives a local web application a public URL.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HelpCommand.class, GenerateCompletion.class})
public final class TerratunnelCommand implements Runnable {
    private static final int HELP_WIDTH = 100;

    @Spec private CommandSpec spec = CommandSpec.create();

    private TerratunnelCommand() {}

    /// Runs what `arguments` say.
    ///
    /// @return the process's exit code
    public static int run(Shell shell, String... arguments) {
        return commandLine(shell).execute(arguments);
    }

    /// The command with all below it.
    static CommandLine commandLine(Shell shell) {
        CommandLine root = new CommandLine(new TerratunnelCommand());
        OptionTable.addInherited(root.getCommandSpec(), GlobalSettings.ALL);
        CommandLine server = add(root, new ServerCommand(shell), ServerSettings.ALL);
        KeysCommand.addTo(server, shell);
        DatabaseCommand.addTo(server, shell);
        add(root, new ClientCommand(shell), ClientSettings.ALL);
        add(root, new HttpCommand(shell), ClientSettings.ALL);
        add(root, new LoginCommand(shell), LoginCommand.SETTINGS);
        add(root, new LogoutCommand(shell), LogoutCommand.SETTINGS);
        add(root, new DemoCommand(shell), DemoSettings.ALL);
        add(root, new ConfigCommand(shell), List.of());
        addWebhookCommands(root, shell);
        add(root, new TrainingCommand(shell), List.of());

        Map<String, String> exitCodes =
                Arrays.stream(ExitCode.values())
                        .collect(
                                Collectors.toMap(
                                        code -> Integer.toString(code.number()),
                                        ExitCode::meaning,
                                        (a, b) -> a,
                                        LinkedHashMap::new));
        everyCommand(root, exitCodes);
        // A value that begins with @ is one, and no file of more arguments.
        root.setExpandAtFiles(false);
        root.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        root.setParameterExceptionHandler((fault, arguments) -> usageFault(shell, fault));
        root.setExecutionExceptionHandler((fault, command, result) -> failure(shell, fault));
        return root;
    }

    private static CommandLine add(CommandLine root, Object command, List<Setting<?>> settings) {
        CommandLine line = new CommandLine(command);
        OptionTable.add(line.getCommandSpec(), settings);
        root.addSubcommand(line);
        return line;
    }

    private static void addWebhookCommands(CommandLine root, Shell shell) {
        Surroundings around =
                new Surroundings(
                        System.in,
                        shell.out(),
                        shell.err(),
                        shell.environment(),
                        shell.directory(),
                        Clock.systemUTC(),
                        () -> shell.secret("Secret (not shown): "));
        for (Object command : List.of(new VerifyCommand(around), new SignCommand(around))) {
            add(root, command, List.of()).getCommandSpec().versionProvider(new Version());
        }
    }

    private static void everyCommand(CommandLine line, Map<String, String> exitCodes) {
        line.getCommandSpec()
                .usageMessage()
                .width(HELP_WIDTH)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes);
        line.getSubcommands().values().forEach(below -> everyCommand(below, exitCodes));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int usageFault(Shell shell, ParameterException fault) {
        String message = String.valueOf(fault.getMessage());
        if (fault instanceof UnmatchedArgumentException unmatched) {
            message =
                    unmatched.getUnmatched().stream()
                            .flatMap(argument -> LaterOptions.message(argument).stream())
                            .findFirst()
                            .orElse(message);
        }
        shell.err().println(message);
        shell.err()
                .println(
                        "Try: "
                                + fault.getCommandLine().getCommandSpec().qualifiedName()
                                + " --help");
        return ExitCode.USAGE.number();
    }

    private static int failure(Shell shell, Exception fault) {
        return switch (fault) {
            case ConfigurationException settings -> {
                settings.faults().forEach(shell.err()::println);
                yield ExitCode.USAGE.number();
            }
            case UserError error -> {
                shell.err().println(error.getMessage());
                yield error.code().number();
            }
            case StoreException store -> {
                shell.err().println(store.getMessage());
                yield ExitCode.FAILURE.number();
            }
            default -> {
                LoggerFactory.getLogger(TerratunnelCommand.class).error("unexpected fault", fault);
                yield ExitCode.FAILURE.number();
            }
        };
    }
}
