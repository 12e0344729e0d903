package io.terrateam.terratunnel.testkit;

import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TcpRelay;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;

/// A server, a client and an origin that belong together: the built program as two processes, the
/// origin in this one.
///
/// Owns: everything that it starts; closing ends all of it.
public final class TunnelSystem implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(40);
    private static final String TUNNEL_URL = "Ready: \\S*https?://([a-z0-9-]+)\\.[a-z.]+:\\d+";

    private final TunnelSetup setup;
    private final Path directory;
    private final int port;
    private final TestOrigin origin;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private Optional<TcpRelay> relay = Optional.empty();
    private ProcessUnderTest server;
    private Optional<Client> client = Optional.empty();

    /// A running `terratunnel client`.
    ///
    /// @param process the process
    /// @param tunnelName the label before the domain that it got
    public record Client(ProcessUnderTest process, String tunnelName) {}

    private TunnelSystem(TunnelSetup setup) throws IOException {
        this.setup = setup;
        this.directory = Files.createTempDirectory("terratunnel-e2e");
        this.port = TerratunnelProgram.freePort();
        this.origin = own(TestOrigin.start());
        this.server = startServer();
    }

    /// What differs from the ordinary system.
    public static TunnelSetup setup() {
        return new TunnelSetup();
    }

    static TunnelSystem start(TunnelSetup setup) throws IOException {
        var system = new TunnelSystem(setup);
        try {
            if (setup.isThroughRelay) {
                system.relay = Optional.of(system.own(TcpRelay.to(system.port)));
            }
            if (setup.hasClient) {
                system.client = Optional.of(system.startClient());
            }
        } catch (IOException | RuntimeException | Error e) {
            system.close();
            throw e;
        }
        return system;
    }

    /// Starts the server (again) on the same port and database and waits until it answers.
    public ProcessUnderTest startServer() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("server", "--host", setup.host));
        arguments.addAll(List.of("--port", Integer.toString(port), "--domain", serverDomain()));
        arguments.addAll(List.of("--db-path", directory.resolve("server.db").toString()));
        arguments.addAll(setup.serverArguments);
        server = own(TerratunnelProgram.run("server", arguments, setup.serverVariables, directory));
        long deadline = System.nanoTime() + START.toNanos();
        while (!isHealthy()) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("server is not up:\n" + server.output());
            }
            LockSupport.parkNanos(10_000_000);
        }
        return server;
    }

    /// Starts one more client with the setup's options and waits for its URL.
    public Client startClient(String... moreArguments) throws IOException {
        return awaitReady(launchClient(Map.of(), moreArguments));
    }

    /// Starts one more client with variables added and doesn't wait.
    public ProcessUnderTest launchClient(Map<String, String> variables, String... moreArguments)
            throws IOException {
        String endpoint = setup.localEndpoint.isEmpty() ? origin.url() : setup.localEndpoint;
        return launchClientTo(endpoint, variables, moreArguments);
    }

    /// The same for another local endpoint.
    public ProcessUnderTest launchClientTo(
            String endpoint, Map<String, String> variables, String... moreArguments)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("client"));
        arguments.addAll(List.of("--server-url", serverUrl()));
        arguments.addAll(List.of("--local-endpoint", endpoint));
        arguments.addAll(setup.clientArguments);
        arguments.addAll(List.of(moreArguments));
        Map<String, String> all = new HashMap<>(setup.clientVariables);
        all.putAll(variables);
        return own(TerratunnelProgram.run("client", arguments, all, directory));
    }

    /// Waits until a client has printed its URL.
    public Client awaitReady(ProcessUnderTest process) {
        Matcher url = process.awaitLine(TUNNEL_URL, START);
        return new Client(process, url.group(1));
    }

    /// Runs another command of the program in the system's directory, on its database.
    public ProcessUnderTest command(String... arguments) throws IOException {
        return own(
                TerratunnelProgram.run(
                        "command", List.of(arguments), setup.serverVariables, directory));
    }

    /// The database file.
    public Path database() {
        return directory.resolve("server.db");
    }

    /// A directory for files of the test's own.
    public Path directory() {
        return directory;
    }

    /// The server's port.
    public int port() {
        return port;
    }

    /// The domain that tunnels are names of, with its port.
    public String domain() {
        return "localhost:" + port;
    }

    /// The tunnel's host and port.
    public String host() {
        return tunnelName() + "." + domain();
    }

    /// The label of the first client's tunnel.
    public String tunnelName() {
        return client.orElseThrow().tunnelName();
    }

    /// The server's process.
    public ProcessUnderTest server() {
        return server;
    }

    /// The first client's process.
    public ProcessUnderTest client() {
        return client.orElseThrow().process();
    }

    /// The local application.
    public TestOrigin origin() {
        return origin;
    }

    /// The network between client and server.
    public TcpRelay relay() {
        return relay.orElseThrow();
    }

    /// A new HTTP/1.1 visitor.
    public RawVisitor visitor() throws IOException {
        return RawVisitor.connect(port);
    }

    /// A new HTTP/2 visitor.
    public H2Visitor h2() throws Exception {
        return H2Visitor.connect(port);
    }

    /// The answer to one GET through the tunnel on a connection of its own.
    public RawResponse get(String target) throws IOException {
        try (RawVisitor visitor = visitor()) {
            return visitor.get(host(), target).read();
        }
    }

    /// Whether both processes run.
    public boolean isAlive() {
        return server.isAlive() && client.map(it -> it.process().isAlive()).orElse(true);
    }

    /// What both processes printed.
    public String output() {
        String fromClient = client.map(it -> it.process().output()).orElse("");
        return "server:\n" + server.output() + "\nclient:\n" + fromClient;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    private String serverUrl() {
        int serverPort = relay.map(TcpRelay::port).orElse(port);
        return setup.serverUrl.isEmpty() ? "http://localhost:" + serverPort : setup.serverUrl;
    }

    private String serverDomain() {
        return setup.domain.isEmpty() ? domain() : setup.domain;
    }

    private boolean isHealthy() {
        try (RawVisitor visitor = visitor()) {
            return visitor.get(serverDomain(), "/_health").read().status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
