package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TcpRelay;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.process.TestCertificates;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Links over TLS: a server behind a proxy that has a certificate for `tunnel.test` and all names
/// one label below it, from an authority that only some clients trust.
class TlsLinkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private static Path directory;

    private static TestCertificates certificates;
    private static int port;
    private static TunnelSystem tunnel;
    private static TcpRelay proxy;

    @BeforeAll
    static void start() throws Exception {
        certificates =
                TestCertificates.make(
                        directory.resolve("ours"), "dns:tunnel.test", "dns:*.tunnel.test");
        port = TerratunnelProgram.freePort();
        tunnel =
                TunnelSystem.setup()
                        .withoutClient()
                        .domain("tunnel.test:" + port)
                        .serverArguments("--public-scheme", "https")
                        .start();
        proxy = TcpRelay.withTls(certificates.context(), port, tunnel.port());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        tunnel.close();
    }

    private static ProcessUnderTest client(Map<String, String> more, String url, String... options)
            throws IOException {
        Map<String, String> variables =
                new HashMap<>(
                        HostsFile.variables(
                                directory, "tunnel.test", "my-app.tunnel.test", "other.test"));
        variables.putAll(more);
        List<String> arguments = new ArrayList<>(List.of("http", tunnel.origin().url()));
        arguments.addAll(List.of("--server-url", url));
        arguments.addAll(List.of(options));
        return TerratunnelProgram.run("client", arguments, variables, directory);
    }

    private static void assertGivesUp(ProcessUnderTest client, String... words) {
        assertThat(client.awaitExit(PATIENCE)).as(client.output()).hasValue(5);
        assertThat(client.output()).contains(words).doesNotContain("\tat ");
    }

    @Test
    void clientThatTrustsTheAuthorityIsReadyAndServesVisitors() throws Exception {
        Map<String, String> key = Keys.variable(Keys.create(tunnel, "my-app"));
        String url = "wss://tunnel.test:" + port;
        try (ProcessUnderTest client =
                client(key, url, "--ca", certificates.authority().toString())) {
            client.awaitLine("Ready: https://my-app\\.tunnel\\.test:" + port, PATIENCE);

            String host = "my-app.tunnel.test";
            try (RawVisitor visitor = RawVisitor.connect(port, certificates.context(), host)) {
                visitor.get(host + ":" + port, "/bytes/3000000");
                assertThat(visitor.read().body()).hasSize(3_000_000);
            }
        }
    }

    @Test
    void cutLinkOverTlsComesBack() throws Exception {
        Map<String, String> key = Keys.variable(Keys.create(tunnel, "my-app"));
        String url = "tunnel.test:" + port; // A bare host means wss.
        try (ProcessUnderTest client =
                client(key, url, "--ca", certificates.authority().toString())) {
            client.awaitLine("Ready: ", PATIENCE);

            proxy.cutOpen();

            client.awaitLine("Ready again: https://my-app", PATIENCE);
        }
    }

    @Test
    void authorityThatTheSystemDoesNotKnowEndsWith5AndAHint() throws IOException {
        String url = "wss://tunnel.test:" + port;
        try (ProcessUnderTest client = client(Map.of(), url, "--max-connect-tries", "2")) {
            assertGivesUp(
                    client, "TLS with tunnel.test:" + port, "--ca FILE", "The server was not");
        }
    }

    @Test
    void wrongAuthorityEndsWith5_andWithoutABoundIsTriedAgain() throws Exception {
        TestCertificates others = TestCertificates.make(directory.resolve("theirs"), "dns:x.test");
        String ca = others.authority().toString();
        String url = "wss://tunnel.test:" + port;
        try (ProcessUnderTest client =
                client(Map.of(), url, "--ca", ca, "--max-connect-tries", "2")) {
            assertGivesUp(client, "TLS with tunnel.test:" + port, "--ca FILE");
        }
        try (ProcessUnderTest client = client(Map.of(), url, "--ca", ca)) {
            client.awaitLine("Not connected: TLS with .* try 3 failed", PATIENCE);
            assertThat(client.isAlive()).isTrue();
        }
    }

    @Test
    void nameThatTheCertificateDoesNotHaveEndsWith5AndNamesIt() throws IOException {
        String ca = certificates.authority().toString();
        String url = "wss://other.test:" + port;
        try (ProcessUnderTest client =
                client(Map.of(), url, "--ca", ca, "--max-connect-tries", "1")) {
            assertGivesUp(client, "TLS with other.test:" + port, "No subject alternative");
        }
    }

    @Test
    void tlsTowardAPortWithoutItSaysSo() throws IOException {
        String url = "wss://tunnel.test:" + tunnel.port();
        try (ProcessUnderTest client = client(Map.of(), url, "--max-connect-tries", "1")) {
            assertGivesUp(client, "tunnel.test:" + tunnel.port(), "does not speak TLS", "ws://");
        }
    }

    @Test
    void plainTextTowardATlsPortSaysSo() throws IOException {
        String url = "ws://tunnel.test:" + port;
        try (ProcessUnderTest client = client(Map.of(), url, "--max-connect-tries", "1")) {
            assertGivesUp(client, "wss://");
        }
    }

    @Test
    void fileThatIsNoAuthorityEndsWith2AndNamesTheOption() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "not a certificate\n");
        for (String ca : List.of(text.toString(), directory.resolve("missing.pem").toString())) {
            try (ProcessUnderTest client =
                    client(Map.of(), "wss://tunnel.test:" + port, "--ca", ca)) {
                assertThat(client.awaitExit(PATIENCE)).hasValue(2);
                assertThat(client.output()).contains("--ca: " + ca, "PEM");
            }
        }
    }
}
