package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.agent.Agent;
import io.terrateam.terratunnel.agent.AgentConfig;
import io.terrateam.terratunnel.agent.AgentConfig.ApiKey;
import io.terrateam.terratunnel.agent.AgentEnd;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.Durations;
import io.terrateam.terratunnel.cli.requestlog.RequestLog;
import io.terrateam.terratunnel.cli.terminal.AccessLog;
import io.terrateam.terratunnel.cli.terminal.ClientConsole;
import io.terrateam.terratunnel.cli.terminal.LinePrinter;
import io.terrateam.terratunnel.cli.terminal.SafeText;
import io.terrateam.terratunnel.cli.terminal.Style;
import io.terrateam.terratunnel.cli.terminal.Taps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of the client, from its settings to its exit code.
final class ClientRun {
    private final Shell shell;
    private final Configuration values;
    private final ApiKeySource keys;
    private final StopSignals signals = StopSignals.install();

    ClientRun(Shell shell, Configuration values) {
        this.shell = shell;
        this.values = values;
        this.keys = new ApiKeySource(shell);
    }

    ExitCode run() {
        LaterOptions.mentionVariables(shell.environment());
        OriginAddress origin = ClientConfigs.origin(values);
        @Nullable ApiKey key = keys.find(values).orElse(null);
        if (values.get(ClientSettings.REQUIRE_LOCAL)) {
            requireLocal(origin);
        }
        try (LinePrinter printer = LinePrinter.start(shell.out(), shell.err());
                RequestLogHolder log = openRequestLog()) {
            return runUntilEnd(printer, tap(printer, log), key);
        }
    }

    private static void requireLocal(OriginAddress origin) {
        Optional<String> problem = LocalCheck.problem(origin);
        if (problem.isPresent()) {
            throw new UserError(
                    ExitCode.LOCAL_DOWN,
                    "The local service is down: " + problem.get() + ". Start it first.");
        }
    }

    private ExitCode runUntilEnd(LinePrinter printer, ExchangeTap tap, @Nullable ApiKey key) {
        @Nullable ApiKey current = key;
        while (true) {
            AgentConfig config = ClientConfigs.of(values, shell, current);
            AgentEnd end = runAgent(config, printer, tap);
            Optional<ApiKey> typed = Optional.empty();
            if (end instanceof AgentEnd.KeyRefused && current == null) {
                printer.err("The server asks for a key.");
                typed = keys.prompt();
            }
            if (typed.isEmpty()) {
                return report(end, printer);
            }
            current = typed.get();
        }
    }

    private AgentEnd runAgent(AgentConfig config, LinePrinter printer, ExchangeTap tap) {
        Style style = new Style(shell.mayColour());
        ClientConsole console = new ClientConsole(printer, style, config.origin().toString(), tap);
        Agent agent = start(config, console);
        signals.first()
                .thenRun(() -> {
                    printer.err(
                            "Stopping: requests may finish for "
                                    + Durations.format(config.drainTimeout())
                                    + ". Ctrl-C again ends at once.");
                    agent.drain();
                });
        return agent.ended().toCompletableFuture().join();
    }

    private static Agent start(AgentConfig config, ClientConsole console) {
        try {
            return Agent.start(config, console);
        } catch (IllegalArgumentException e) {
            throw new UserError(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static ExitCode report(AgentEnd end, LinePrinter printer) {
        return switch (end) {
            case AgentEnd.Drained() -> ExitCode.OK;
            case AgentEnd.KeyRefused(String advice) ->
                    said(printer, "The server refused the key. ", advice, ExitCode.KEY_REFUSED);
            case AgentEnd.VersionRefused(String advice) ->
                    said(printer, "The server speaks another version. ", advice, ExitCode.FAILURE);
            case AgentEnd.Replaced(String advice) ->
                    said(printer, "The tunnel is gone: ", advice, ExitCode.NAME_TAKEN_OVER);
            case AgentEnd.Unreachable(String problem) ->
                    said(printer, "The server was not reached: ", problem, ExitCode.UNREACHABLE);
        };
    }

    private static ExitCode said(LinePrinter printer, String what, String more, ExitCode code) {
        printer.err(what + SafeText.of(more));
        return code;
    }

    private ExchangeTap tap(LinePrinter printer, RequestLogHolder log) {
        AccessLog access =
                new AccessLog(
                        printer,
                        new Style(shell.mayColour()),
                        log.log().isPresent(),
                        Clock.system(ZoneId.systemDefault()));
        return log.log().<ExchangeTap>map(file -> new Taps(access, file)).orElse(access);
    }

    private RequestLogHolder openRequestLog() {
        return new RequestLogHolder(
                values.find(ClientSettings.REQUEST_LOG)
                        .map(shell.directory()::resolve)
                        .map(this::open));
    }

    private RequestLog open(Path file) {
        try {
            return RequestLog.open(file, Clock.systemUTC());
        } catch (IOException e) {
            throw new UserError(
                    ExitCode.USAGE,
                    "--request-log: "
                            + file
                            + " (expected: a file that can be written; "
                            + e.getMessage()
                            + ")");
        }
    }

    /// A request log that may not be there, to be closed in the end.
    private record RequestLogHolder(Optional<RequestLog> log) implements AutoCloseable {
        @Override
        public void close() {
            log.ifPresent(RequestLog::close);
        }
    }
}
