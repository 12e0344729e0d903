package io.terrateam.terratunnel.e2e.v1;

import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.v1.V1Link;
import io.terrateam.terratunnel.testkit.v1.V1Server;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A server of version 1, an origin, and clients of the built program between them.
///
/// Owns: all of it.
final class OldServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(40);

    private final V1Server server = V1Server.start();
    private final TestOrigin origin = TestOrigin.start();
    private final Path directory = Files.createTempDirectory("terratunnel-v1");
    private final Deque<ProcessUnderTest> clients = new ArrayDeque<>();

    OldServer() throws IOException {}

    V1Server server() {
        return server;
    }

    TestOrigin origin() {
        return origin;
    }

    Path directory() {
        return directory;
    }

    /// Starts a client and doesn't wait.
    ProcessUnderTest launch(Map<String, String> variables, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("client"));
        arguments.addAll(List.of("--server-url", "http://127.0.0.1:" + server.port()));
        arguments.addAll(List.of("--local-endpoint", origin.url()));
        arguments.addAll(List.of(more));
        ProcessUnderTest client = TerratunnelProgram.run("client", arguments, variables, directory);
        clients.push(client);
        return client;
    }

    /// Starts a client and waits until its tunnel can be visited.
    V1Link connect(Map<String, String> variables, String... more) throws IOException {
        ProcessUnderTest client = launch(variables, more);
        client.awaitLine("Ready: http://old-name.localhost:\\d+", START);
        return server.awaitLink();
    }

    /// The newest client.
    ProcessUnderTest client() {
        return clients.getFirst();
    }

    /// The answer to one visitor's GET.
    RawResponse get(String target) throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            return visitor.get(server.hostname(), target).read();
        }
    }

    @Override
    public void close() throws IOException {
        clients.forEach(ProcessUnderTest::close);
        origin.close();
        server.close();
    }
}
