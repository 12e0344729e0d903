package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TestCertificates;
import io.terrateam.terratunnel.testkit.process.UnixRelay;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of `--local-endpoint` that `docs/client.md` names, with what is checked about TLS.
class LocalEndpointsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private static Path directory;

    private static TunnelSystem tunnel;
    private static TestCertificates certificates;
    private static TestOrigin secure;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.make(directory.resolve("ours"), "dns:app.internal");
        secure =
                TestOrigin.start(
                        certificates
                                .context()
                                .getServerSocketFactory()
                                .createServerSocket(0, 256, InetAddress.getLoopbackAddress()));
        tunnel = TunnelSystem.setup().withoutClient().start();
    }

    @AfterAll
    static void stop() throws IOException {
        secure.close();
        tunnel.close();
    }

    /// A client that knows two names of this machine which are not called localhost.
    private static TunnelSystem.Client client(String endpoint, String... options)
            throws IOException {
        Map<String, String> names =
                HostsFile.variables(directory, "app.internal", "wrong.internal");
        return tunnel.awaitReady(tunnel.launchClientTo(endpoint, names, options));
    }

    private static RawResponse get(TunnelSystem.Client client) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            return visitor.get(client.tunnelName() + "." + tunnel.domain(), "/").read();
        }
    }

    private static void assertServes(String endpoint, String... options) throws IOException {
        TunnelSystem.Client client = client(endpoint, options);
        try (ProcessUnderTest process = client.process()) {
            assertThat(get(client).text()).as(process.output()).isEqualTo("hello");
        }
    }

    /// 502 with a code for the visitor, and the reason at the terminal alone.
    private static void assertRefuses(
            String code, String reason, String endpoint, String... options) throws IOException {
        TunnelSystem.Client client = client(endpoint, options);
        try (ProcessUnderTest process = client.process()) {
            RawResponse response = get(client);

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.headers("terratunnel-error")).containsExactly(code);
            assertThat(response.text()).doesNotContain(endpoint).doesNotContain("internal");
            process.awaitLine(reason, PATIENCE);
        }
    }

    private static String secureAt(String host) {
        return "https://" + host + ":" + secure.port();
    }

    @Test
    void barePort() throws IOException {
        assertServes(Integer.toString(tunnel.origin().port()));
    }

    @Test
    void hostAndPortWithoutAScheme() throws IOException {
        assertServes("app.internal:" + tunnel.origin().port());
    }

    @Test
    void pathStandsBeforeEveryRequests() throws IOException {
        assertServes(tunnel.origin().url() + "/base/");

        assertThat(tunnel.origin().requestsTo("/base/")).isNotEmpty();
    }

    @Test
    void unixSocket() throws IOException {
        Path socket = directory.resolve("app.sock");
        try (UnixRelay application = UnixRelay.listen(socket, tunnel.origin().port())) {
            assertThat(application).isNotNull();
            assertServes("unix:" + socket);
        }
        assertRefuses("local-refused", "The local service is down: .*app\\.sock", "unix:" + socket);
    }

    @Test
    void httpsOnThisMachineIsTakenWithAnyCertificate() throws IOException {
        assertServes(secureAt("localhost"));
        assertServes(secureAt("127.0.0.1"));
    }

    @Test
    void httpsElsewhereNeedsAnAuthorityThatIsTrusted() throws Exception {
        assertServes(secureAt("app.internal"), "--local-ca", certificates.authority().toString());

        String hint = "TLS handshake failed: .*--local-ca";
        assertRefuses("local-tls", hint, secureAt("app.internal"));
        TestCertificates others = TestCertificates.make(directory.resolve("theirs"), "dns:x.test");
        String theirs = others.authority().toString();
        assertRefuses("local-tls", hint, secureAt("app.internal"), "--local-ca", theirs);
    }

    @Test
    void httpsElsewhereMustHaveTheName() throws IOException {
        String ca = certificates.authority().toString();
        assertRefuses(
                "local-tls",
                "wrong\\.internal.*TLS handshake failed: .*name",
                secureAt("wrong.internal"),
                "--local-ca",
                ca);
    }

    @Test
    void localInsecureTakesAnyCertificate() throws IOException {
        assertServes(secureAt("wrong.internal"), "--local-insecure");
    }

    @Test
    void wrongSchemeIsSaidAtTheTerminal() throws IOException {
        String plain = "https://localhost:" + tunnel.port();
        assertRefuses("local-tls", "does not speak TLS.*http://", plain);
        String encrypted = "http://localhost:" + secure.port();
        assertRefuses("local-protocol", "https://", encrypted);
    }

    @Test
    void fileThatIsNoAuthorityEndsWith2AndNamesTheOption() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "not a certificate\n");
        for (String ca : List.of(text.toString(), directory.resolve("missing.pem").toString())) {
            try (ProcessUnderTest process =
                    tunnel.launchClientTo(secureAt("app.internal"), Map.of(), "--local-ca", ca)) {
                assertThat(process.awaitExit(PATIENCE)).as(process.output()).hasValue(2);
                assertThat(process.output()).contains("--local-ca: " + ca, "PEM");
            }
        }
    }
}
