package io.terrateam.terratunnel.cli.demo;

import io.terrateam.terratunnel.agent.Agent;
import io.terrateam.terratunnel.agent.AgentConfig;
import io.terrateam.terratunnel.agent.AgentEnd;
import io.terrateam.terratunnel.agent.link.LinkVersions;
import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import io.terrateam.terratunnel.cli.terminal.AccessLog;
import io.terrateam.terratunnel.cli.terminal.LinePrinter;
import io.terrateam.terratunnel.cli.terminal.Style;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.server.ServerConfig;
import io.terrateam.terratunnel.server.TerratunnelServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A server, a client and a small local application, all in this process and all real.
///
/// Thread: [#start] and [#close] block. Owns: whatever it started, and a temporary directory with
/// the database; gone after [#close].
public final class Demo implements AutoCloseable {
    private static final int USUAL_PORT = 8_000;
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private final LinePrinter printer;
    private final Style style;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private String publicAuthority = "";
    private int port;

    private Demo(LinePrinter printer, Style style) {
        this.printer = printer;
        this.style = style;
    }

    /// What to show, and where.
    ///
    /// @param origin a service of the user's; the small application if empty
    /// @param port the port of the public URL; 8000 or a free one if empty
    /// @param version the product's version
    public record Options(Optional<OriginAddress> origin, Optional<Integer> port, String version) {}

    /// Starts everything, prints the public URL, and lets a webhook come through it.
    ///
    /// Failure: `IOException` with a sentence for the user; nothing is left running then.
    public static Demo start(Options options, LinePrinter printer, Style style)
            throws IOException, InterruptedException {
        Demo demo = new Demo(printer, style);
        boolean isStarted = false;
        try {
            demo.run(options);
            isStarted = true;
            return demo;
        } finally {
            if (!isStarted) {
                demo.close();
            }
        }
    }

    private void run(Options options) throws IOException, InterruptedException {
        printer.out(style.strong("Terratunnel demo") + ": all of it runs on this machine.");
        OriginAddress origin =
                options.origin().isPresent() ? options.origin().get() : startApplication();
        TerratunnelServer server = startServer(options.port());
        DemoEvents events =
                new DemoEvents(
                        printer,
                        style,
                        new AccessLog(printer, style, false, Clock.system(ZoneId.systemDefault())));
        startAgent(server.port(), origin, options.version(), events);
        String publicUrl = awaitReady(events);
        publicAuthority = URI.create(publicUrl).getAuthority();
        port = server.port();

        printer.out("");
        printer.out("  " + style.good(style.strong(publicUrl)) + "  leads to  " + origin);
        printer.out("");
        printer.out("A push on GitHub sends a webhook to the public URL:");
        sendSample();
        printer.out("");
        printer.out("Open the URL in a browser. Ctrl-C ends the demo.");
        printer.out("");
    }

    private OriginAddress startApplication() throws IOException {
        DemoApplication application =
                DemoApplication.start(
                        delivered -> printer.out("  " + style.good("arrived: ") + delivered));
        parts.push(application);
        return OriginAddress.parse("http://127.0.0.1:" + application.port());
    }

    private TerratunnelServer startServer(Optional<Integer> wanted) throws IOException {
        Path directory = Files.createTempDirectory("terratunnel-demo");
        parts.push(() -> deleteAll(directory));
        int port = freePort(wanted);
        try {
            return startServer(port, directory);
        } catch (Exception e) { // Netty throws what `bind` does, declared or not.
            if (wanted.isPresent() && wanted.get() != 0) {
                throw new IOException("port " + port + " can't be used: " + e.getMessage(), e);
            }
            // Somebody took the port between our look and the start.
            return startServer(freePort(Optional.of(0)), directory);
        }
    }

    private TerratunnelServer startServer(int port, Path directory) {
        Authority domain = new Authority("localhost", port);
        EdgeConfig defaults = EdgeConfig.forDomain(domain);
        EdgeConfig edge =
                new EdgeConfig(
                        defaults.host(),
                        port,
                        domain,
                        defaults.publicScheme(),
                        defaults.trustedProxies(),
                        defaults.sizes(),
                        defaults.times(),
                        defaults.counts(),
                        defaults.linkLimits());
        TerratunnelServer server =
                TerratunnelServer.start(
                        new ServerConfig(edge, directory.resolve("terratunnel.db"), false));
        parts.push(server);
        return server;
    }

    private void startAgent(int port, OriginAddress origin, String version, DemoEvents events) {
        AgentConfig config =
                new AgentConfig(
                        URI.create("ws://127.0.0.1:" + port),
                        origin,
                        null,
                        Optional.empty(),
                        false,
                        0,
                        Duration.ofMinutes(10),
                        DRAIN_TIMEOUT,
                        new AgentConfig.HostHeader.Visitor(),
                        new AgentConfig.OriginTrust(false, Optional.empty()),
                        new AgentConfig.AgentLimits(0, 2_500),
                        version,
                        ProxyRules.NONE,
                        AgentConfig.BodyChecks.AUTO,
                        LinkVersions.AUTO);
        Agent agent = Agent.start(config, events);
        parts.push(() -> end(agent));
    }

    private static String awaitReady(DemoEvents events) throws IOException, InterruptedException {
        try {
            return events.publicUrl().get(READY_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "the tunnel was not ready after "
                            + READY_TIMEOUT.toSeconds()
                            + " seconds; with --log-level DEBUG the demo says more",
                    e);
        }
    }

    /// Host and port of the public URL.
    String publicAuthority() {
        return publicAuthority;
    }

    /// The server's port.
    int port() {
        return port;
    }

    private void sendSample() {
        try {
            int status = SampleSender.send(publicAuthority, port);
            if (status >= 400) {
                printer.out(
                        "  "
                                + style.notice(
                                        "it was answered "
                                                + status
                                                + ": does your service take POST "
                                                + SampleWebhook.PATH
                                                + "?"));
            }
        } catch (IOException e) {
            printer.out("  " + style.bad("it did not get through: " + e.getMessage()));
        }
    }

    private static int freePort(Optional<Integer> wanted) throws IOException {
        if (wanted.isPresent() && wanted.get() != 0) {
            return wanted.get();
        }
        for (int port : wanted.isPresent() ? List.of(0) : List.of(USUAL_PORT, 0)) {
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (port == 0) {
                    throw e;
                }
            }
        }
        throw new IOException("no free port");
    }

    private static void end(Agent agent) throws InterruptedException {
        agent.drain();
        try {
            AgentEnd ended =
                    agent.ended()
                            .toCompletableFuture()
                            .get(DRAIN_TIMEOUT.toSeconds() + 1, TimeUnit.SECONDS);
            assert ended != null;
        } catch (ExecutionException | TimeoutException e) {
            agent.closeNow();
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// Ends everything, newest first.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                printer.err("a part of the demo did not end well: " + e);
            }
        }
    }
}
