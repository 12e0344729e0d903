package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ConnectProxy;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TcpRelay;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.process.TestCertificates;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients who reach their server only through a proxy: the server's name means nothing to them.
class OutgoingProxyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private static Path directory;

    private static TunnelSystem tunnel;

    @BeforeAll
    static void start() throws IOException {
        tunnel = TunnelSystem.setup().withoutClient().domain("tunnel.test").start();
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    /// Options of a client; the domain has no port, so its public URL is tried at 443 unless said
    /// otherwise.
    private static ProcessUnderTest client(
            Map<String, String> variables, String serverUrl, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("http", tunnel.origin().url()));
        arguments.addAll(List.of("--server-url", serverUrl));
        arguments.addAll(List.of(options));
        return TerratunnelProgram.run("client", arguments, variables, directory);
    }

    private static String serverUrl() {
        return "ws://tunnel.test:" + tunnel.port();
    }

    private static String at(ConnectProxy proxy) {
        return "http://127.0.0.1:" + proxy.port();
    }

    @Test
    void plainLinkGoesThroughHttpProxy_andRequestsToTheApplicationDoNot() throws Exception {
        try (TunnelSystem own = TunnelSystem.setup().withoutClient().domain("tunnel.test").start();
                ConnectProxy proxy = ConnectProxy.start()) {
            Map<String, String> variables = new HashMap<>(Map.of("HTTP_PROXY", at(proxy)));
            variables.putAll(Keys.variable(Keys.create(own, "my-app")));
            variables.putAll(HostsFile.variables(directory, "app.internal"));
            String local = "http://app.internal:" + own.origin().port();
            String url = "ws://tunnel.test:" + own.port();
            try (ProcessUnderTest client =
                    TerratunnelProgram.run(
                            "client",
                            List.of("http", local, "--server-url", url),
                            variables,
                            directory)) {
                client.awaitLine("Connected; ", PATIENCE);
                try (RawVisitor visitor = own.visitor()) {
                    visitor.get("my-app.tunnel.test", "/");
                    assertThat(visitor.read().text()).isEqualTo("hello");
                }
                assertThat(proxy.targets())
                        .contains("tunnel.test:" + own.port())
                        .noneMatch(target -> target.startsWith("app.internal"));
            }
        }
    }

    @Test
    void linkOverTlsAndItsProbeGoThroughHttpsProxyWithALogin() throws Exception {
        int port = TerratunnelProgram.freePort();
        TestCertificates certificates =
                TestCertificates.make(
                        directory.resolve("ours"), "dns:tunnel.test", "dns:*.tunnel.test");
        String login =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString("me:p@ss".getBytes(StandardCharsets.UTF_8));
        try (TunnelSystem own =
                        TunnelSystem.setup()
                                .withoutClient()
                                .domain("tunnel.test:" + port)
                                .serverArguments("--public-scheme", "https")
                                .start();
                TcpRelay tls = TcpRelay.withTls(certificates.context(), port, own.port());
                ConnectProxy proxy = ConnectProxy.start(login)) {
            assertThat(tls.port()).isEqualTo(port);
            Map<String, String> variables =
                    Map.of(
                            "https_proxy",
                            "http://me:p%40ss@127.0.0.1:" + proxy.port(),
                            "TERRATUNNEL_CA",
                            certificates.authority().toString());
            try (ProcessUnderTest client =
                    TerratunnelProgram.run(
                            "client",
                            List.of(
                                    "http",
                                    own.origin().url(),
                                    "--server-url",
                                    "wss://tunnel.test:" + port),
                            variables,
                            directory)) {
                String name =
                        client.awaitLine("Ready: https://([a-z-]+)\\.tunnel\\.test", PATIENCE)
                                .group(1);
                assertThat(proxy.targets())
                        .contains("tunnel.test:" + port, name + ".tunnel.test:" + port);
                assertThat(client.output()).doesNotContain("p@ss").doesNotContain("p%40ss");
            }
        }
    }

    @Test
    void noProxyMeansDirectly() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start()) {
            Map<String, String> variables =
                    new HashMap<>(HostsFile.variables(directory, "tunnel.test"));
            variables.put("HTTP_PROXY", at(proxy));
            variables.put("NO_PROXY", "example.org,.test");
            try (ProcessUnderTest client = client(variables, serverUrl())) {
                client.awaitLine("Connected; ", PATIENCE);
                assertThat(proxy.targets())
                        .noneMatch(target -> target.endsWith(":" + tunnel.port()));
            }
        }
    }

    @Test
    void thisMachineIsReachedDirectly() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start();
                ProcessUnderTest client =
                        client(Map.of("ALL_PROXY", at(proxy)), "ws://localhost:" + tunnel.port())) {
            client.awaitLine("Connected; ", PATIENCE);
            assertThat(proxy.targets()).noneMatch(target -> target.endsWith(":" + tunnel.port()));
        }
    }

    @Test
    void proxyThatRefusesOrIsDownIsNamed() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start("Basic bWU6cA==");
                ProcessUnderTest client =
                        client(
                                Map.of("HTTP_PROXY", at(proxy)),
                                serverUrl(),
                                "--max-connect-tries",
                                "1")) {
            assertThat(client.awaitExit(PATIENCE)).hasValue(5);
            assertThat(client.output()).contains("proxy " + at(proxy), "407");
        }
        String down = "http://127.0.0.1:" + TerratunnelProgram.freePort();
        try (ProcessUnderTest client =
                client(Map.of("HTTP_PROXY", down), serverUrl(), "--max-connect-tries", "1")) {
            assertThat(client.awaitExit(PATIENCE)).hasValue(5);
            assertThat(client.output()).contains("proxy " + down, "refused");
        }
    }

    @Test
    void variableThatIsNoProxyEndsWith2AndIsNamed() throws IOException {
        try (ProcessUnderTest client = client(Map.of("HTTPS_PROXY", "ftp://x"), serverUrl())) {
            assertThat(client.awaitExit(PATIENCE)).hasValue(2);
            assertThat(client.output()).contains("HTTPS_PROXY", "http://host:port");
        }
    }
}
