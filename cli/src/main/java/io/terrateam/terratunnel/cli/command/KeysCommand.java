package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.ControlSettings;
import io.terrateam.terratunnel.cli.config.Durations;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.control.OperatorKeys;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.reservation.NameTakenException;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.TunnelRow;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `terratunnel server keys`: makes, lists and ends keys, beside a running server or without one.
@Command(
        name = "keys",
        description = "Makes, lists and revokes the keys that clients connect with.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand implements Runnable {
    private static final List<Setting<?>> DATABASE =
            List.of(ServerSettings.DB_PATH, ControlSettings.DATABASE_URL);

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Adds the commands below `server`.
    static void addTo(CommandLine server, Shell shell) {
        CommandLine keys = new CommandLine(new KeysCommand());
        for (Object command : List.of(new Create(shell), new ListKeys(shell), new Revoke(shell))) {
            CommandLine line = new CommandLine(command);
            OptionTable.add(line.getCommandSpec(), DATABASE);
            keys.addSubcommand(line);
        }
        server.addSubcommand(keys);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static <T> T withKeys(Shell shell, CommandSpec spec, Function<OperatorKeys, T> work) {
        Configuration values = new SettingsLoader(shell).load(spec, DATABASE);
        Clock clock = Clock.systemUTC();
        try (Database database =
                Database.open(ServerConfigs.database(values, shell.directory()), clock)) {
            return work.apply(OperatorKeys.of(database, clock));
        }
    }

    /// `keys create`: the key goes to standard output alone, so that it can be caught in a
    /// variable.
    @Command(
            name = "create",
            description =
                    "Makes the key of a tunnel, and the tunnel if it is new. Older keys of that tunnel"
                            + " end. The key is printed once, to standard output.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false)
    static final class Create implements Callable<Integer> {
        private final Shell shell;

        @Spec private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--tunnel",
                required = true,
                paramLabel = "NAME",
                description = "The tunnel's name: the label before the domain.")
        private String tunnel = "";

        @Option(names = "--name", paramLabel = "TEXT", description = "What to call the key.")
        private @Nullable String label;

        @Option(
                names = "--scopes",
                paramLabel = "LIST",
                description =
                        "What it may do, separated by commas: tunnel:create, tunnel:read,"
                                + " tunnel:delete. All of it if nothing is said.")
        private @Nullable String scopes;

        @Option(
                names = "--take-resting",
                description =
                        "Take the name although somebody gave it up lately, or an anonymous tunnel"
                                + " may come back to it.")
        private boolean takesResting;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "How long it is good for, such as 90d; for ever if nothing is said.")
        private @Nullable String expires;

        Create(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            TunnelName name =
                    TunnelName.parse(tunnel)
                            .orElseThrow(() ->
                                    usage(
                                            "--tunnel: "
                                                    + tunnel
                                                    + " (expected: 3-63 characters a-z, 0-9"
                                                    + " and -, no hyphen at either end)"));
            try {
                KeyRequest request =
                        new KeyRequest(
                                Optional.ofNullable(label),
                                Optional.ofNullable(scopes).map(Create::scopes).orElse(Scope.ALL),
                                Optional.ofNullable(expires)
                                        .map(Create::lifetime)
                                        .map(Instant.now()::plus));
                report(
                        withKeys(shell, spec, keys -> keys.create(name, request, takesResting)),
                        name);
            } catch (NameTakenException e) {
                throw usage("--tunnel: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                throw usage("--" + e.getMessage());
            }
            return ExitCode.OK.number();
        }

        private void report(IssuedKey issued, TunnelName name) {
            shell.out().println(issued.text().reveal());
            shell.err()
                    .println(
                            "Key "
                                    + issued.row().id()
                                    + " for the tunnel "
                                    + name
                                    + issued.row()
                                            .expiresAt()
                                            .map(end -> ", good until " + day(end))
                                            .orElse("")
                                    + ". It is not shown again. At the client:"
                                    + " TERRATUNNEL_API_KEY=<key> terratunnel http PORT");
        }

        private static Set<Scope> scopes(String list) {
            return Arrays.stream(list.split(","))
                    .map(word ->
                            Scope.parse(word)
                                    .orElseThrow(() ->
                                            usage(
                                                    "--scopes: "
                                                            + word
                                                            + " (expected: some of "
                                                            + Scope.list(Scope.ALL)
                                                            + ")")))
                    .collect(Collectors.toSet());
        }

        private static Duration lifetime(String text) {
            return Durations.parse(text)
                    .filter(time -> !time.isZero())
                    .orElseThrow(
                            () -> usage("--expires: " + text + " (expected: a time such as 90d)"));
        }

        private static UserError usage(String message) {
            return new UserError(ExitCode.USAGE, message);
        }
    }

    /// `keys list`.
    @Command(
            name = "list",
            description = "Lists all keys, without the keys themselves.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false)
    static final class ListKeys implements Callable<Integer> {
        private static final String FORMAT = "%-4s  %-9s  %-32s  %-8s  %-20s  %-20s  %s%n";

        private final Shell shell;

        @Spec private CommandSpec spec = CommandSpec.create();

        ListKeys(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            List<ApiKeyRow> rows = withKeys(shell, spec, OperatorKeys::list);
            shell.out()
                    .printf(FORMAT, "ID", "KEY", "TUNNEL", "STATE", "LAST USED", "EXPIRES", "NAME");
            rows.forEach(this::print);
            return ExitCode.OK.number();
        }

        private void print(ApiKeyRow key) {
            boolean expired = key.expiresAt().filter(Instant.now()::isAfter).isPresent();
            String state =
                    key.replaced()
                            ? "replaced"
                            : !key.active() ? "revoked" : expired ? "expired" : "active";
            shell.out()
                    .printf(
                            FORMAT,
                            key.id(),
                            key.prefix() + "…",
                            key.tunnel().map(TunnelRow::subdomain).orElse("-"),
                            state,
                            key.lastUsedAt().map(KeysCommand::second).orElse("never"),
                            key.expiresAt().map(KeysCommand::second).orElse("never"),
                            key.name());
        }
    }

    /// `keys revoke`.
    @Command(
            name = "revoke",
            description = "Ends a key. Nobody can connect with it again.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false)
    static final class Revoke implements Callable<Integer> {
        private final Shell shell;

        @Spec private CommandSpec spec = CommandSpec.create();

        @Parameters(paramLabel = "ID", description = "Its number in the list.")
        private long id;

        Revoke(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            boolean wasActive =
                    withKeys(shell, spec, keys -> keys.revoke(id))
                            .orElseThrow(() ->
                                    new UserError(ExitCode.FAILURE, "There is no key " + id + "."));
            shell.err()
                    .println("Key " + id + (wasActive ? " is revoked." : " was revoked already."));
            return ExitCode.OK.number();
        }
    }

    private static String day(Instant instant) {
        return instant.toString().substring(0, 10);
    }

    private static String second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
