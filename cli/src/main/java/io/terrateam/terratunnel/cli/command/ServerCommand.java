package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.Durations;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.control.ControlConfig;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.server.ServerConfig;
import io.terrateam.terratunnel.server.TerratunnelServer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `terratunnel server`: serves tunnels until it is told to stop.
@Command(
        name = "server",
        description = "Runs a server: visitors and clients connect to it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "[COMMAND]")
final class ServerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);
    private static final Duration BEYOND_GRACE = Duration.ofSeconds(5);

    private final Shell shell;

    @Spec private CommandSpec spec = CommandSpec.create();

    ServerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration values = new SettingsLoader(shell).load(spec, ServerSettings.ALL);
        LaterOptions.mentionVariables(shell.environment());
        ServerConfig config = ServerConfigs.of(values, shell.directory());
        StopSignals signals = StopSignals.install();
        try (TerratunnelServer server = start(config)) {
            announce(server, config, values);
            signals.first().join();
            drain(server, values.get(ServerSettings.DRAIN_TIMEOUT));
        }
        return ExitCode.OK.number();
    }

    /// Starts the server; what a person can put right becomes a [UserError].
    private static TerratunnelServer start(ServerConfig config) {
        EdgeConfig edge = config.edge();
        try {
            return TerratunnelServer.start(config);
        } catch (UnresolvedAddressException e) {
            throw new UserError(
                    ExitCode.USAGE,
                    "--host: " + edge.host() + " (expected: an address of this machine)");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // Netty throws what `bind` does, declared or not.
            String problem = String.valueOf(e.getMessage());
            String why =
                    problem.contains("in use")
                            ? "the port is in use. Is another server running? Choose another --port."
                            : problem + ". Choose another --host or --port.";
            throw new UserError(
                    ExitCode.FAILURE,
                    "can't listen on " + edge.host() + ":" + edge.port() + ": " + why);
        }
    }

    private void announce(TerratunnelServer server, ServerConfig config, Configuration values) {
        EdgeConfig edge = config.edge();
        shell.out()
                .println(
                        "Listening on "
                                + edge.host()
                                + ":"
                                + server.port()
                                + ", tunnels at "
                                + edge.publicScheme()
                                + "://NAME."
                                + edge.domain());
        shell.out().flush();
        if (!values.isSet(ServerSettings.DOMAIN)) {
            shell.err()
                    .println(
                            "Hint: --domain is not set, so public URLs end in "
                                    + edge.domain()
                                    + ". On one machine, try --domain localhost:"
                                    + server.port()
                                    + ".");
        }
        LOG.info(
                "server ready port={} domain={} transport={} database={} keys={}",
                server.port(),
                edge.domain(),
                server.transport(),
                config.database(),
                config.isKeyRequired() ? "required" : "optional");
        if (config.isKeyRequired() && !server.hasKeys()) {
            shell.err()
                    .println(
                            "Hint: there is no key yet, and clients need one. "
                                    + howToGetKey(config.control(), values));
        }
    }

    private static String howToGetKey(ControlConfig control, Configuration values) {
        return control.login().isOn()
                ? "Sign in at " + control.publicUrl() + ", or run terratunnel login."
                : "Make it beside this server: terratunnel server keys create --tunnel NAME"
                        + databaseOption(values);
    }

    private static String databaseOption(Configuration values) {
        return values.isSet(ServerSettings.DB_PATH)
                ? " --db-path " + values.get(ServerSettings.DB_PATH)
                : "";
    }

    private void drain(TerratunnelServer server, Duration grace) throws InterruptedException {
        shell.err()
                .println(
                        "Stopping: requests may finish for "
                                + Durations.format(grace)
                                + ". Ctrl-C again ends at once.");
        try {
            server.drain(grace)
                    .toCompletableFuture()
                    .get(grace.plus(BEYOND_GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("draining did not end well, cause {}", e.toString());
        }
    }
}
