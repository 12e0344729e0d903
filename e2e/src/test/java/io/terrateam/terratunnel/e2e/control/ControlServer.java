package io.terrateam.terratunnel.e2e.control;

import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.ConnectProxy;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TcpRelay;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.process.TestCertificates;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.TestProvider;
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
import java.util.concurrent.atomic.AtomicInteger;

/// The built program as a server where people can sign in, at `https://tunnel.example.com`: with a
/// login provider that speaks GitHub's and GitLab's HTTP, a proxy that ends TLS, and an origin.
///
/// Raw visitors go to [#port] and say by `X-Forwarded-For` who they are; browsers and clients go to
/// [#tlsPort], where [#proxyPort] leads from every name.
///
/// Owns: everything that it starts; closing ends all of it.
public final class ControlServer implements AutoCloseable {
    /// The server's own host.
    public static final String HOST = "tunnel.example.com";

    /// The origin of its pages.
    public static final String ORIGIN = "https://" + HOST;

    /// Who may manage everything, at both providers.
    public static final ProviderAccount ADMIN = ProviderAccount.of(1, "ada-admin");

    /// Where the set-up wizard may run.
    public static final String WIZARD_ORIGIN = "https://setup.example.org";

    static final String CLIENT_ID = "our-app";

    /// What it signs sessions with.
    static final String SIGNING_SECRET = "a-secret-of-these-tests-with-more-than-32-bytes";

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final AtomicInteger VISITORS = new AtomicInteger();

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final Path directory;
    private final int port;
    private final TestProvider provider;
    private final TestOrigin origin;
    private final TestCertificates certificates;
    private final TcpRelay tls;
    private final ConnectProxy proxy;
    private final ProcessUnderTest server;

    private ControlServer() throws Exception {
        directory = Files.createTempDirectory("terratunnel-control");
        port = TerratunnelProgram.freePort();
        provider = own(TestProvider.start(CLIENT_ID, "our-secret"));
        origin = own(TestOrigin.start());
        certificates =
                TestCertificates.make(
                        directory.resolve("certificates"), "dns:" + HOST, "dns:*." + HOST);
        tls = own(TcpRelay.withTls(certificates.context(), 0, port));
        proxy = own(ConnectProxy.leadingTo(tls.port()));
        server = startServer();
    }

    /// Starts one that nobody else uses.
    public static ControlServer start() throws Exception {
        return new ControlServer();
    }

    private ProcessUnderTest startServer() throws IOException {
        Map<String, String> variables = new HashMap<>();
        variables.put("TERRATUNNEL_HOST", "127.0.0.1");
        variables.put("TERRATUNNEL_PORT", Integer.toString(port));
        variables.put("TERRATUNNEL_DOMAIN", HOST);
        variables.put("TERRATUNNEL_TRUSTED_PROXIES", "127.0.0.1");
        variables.put("TERRATUNNEL_DB_PATH", database().toString());
        variables.put("GITHUB_CLIENT_ID", CLIENT_ID);
        variables.put("GITHUB_CLIENT_SECRET", "our-secret");
        variables.put("TERRATUNNEL_GITHUB_URL", provider.url().toString());
        variables.put("TERRATUNNEL_GITHUB_API_URL", provider.gitHubApiUrl().toString());
        variables.put("TERRATUNNEL_GITHUB_ADMIN_USERS", ADMIN.login());
        variables.put("GITLAB_CLIENT_ID", CLIENT_ID);
        variables.put("GITLAB_CLIENT_SECRET", "our-secret");
        variables.put("TERRATUNNEL_GITLAB_URL", provider.url().toString());
        variables.put("TERRATUNNEL_OAUTH_REDIRECT_ORIGINS", WIZARD_ORIGIN);
        variables.put("JWT_SECRET", SIGNING_SECRET);
        variables.put("TERRATUNNEL_LOG_LEVEL", "DEBUG");
        ProcessUnderTest started =
                own(TerratunnelProgram.run("server", List.of("server"), variables, directory));
        started.awaitLine("Listening on", PATIENCE);
        return started;
    }

    /// The database file.
    public Path database() {
        return directory.resolve("server.db");
    }

    /// A directory for files of the test's own.
    public Path directory() {
        return directory;
    }

    /// Where the server listens, without TLS.
    public int port() {
        return port;
    }

    /// Where the proxy with the certificate listens.
    public int tlsPort() {
        return tls.port();
    }

    /// A proxy by which every name leads to [#tlsPort].
    public int proxyPort() {
        return proxy.port();
    }

    /// Whom people sign in at.
    public TestProvider provider() {
        return provider;
    }

    /// The local application of all clients.
    public TestOrigin origin() {
        return origin;
    }

    /// The server's process.
    public ProcessUnderTest process() {
        return server;
    }

    /// An address that no other visitor has.
    public static String address() {
        int number = VISITORS.incrementAndGet();
        return "198.51.%d.%d".formatted(100 + number / 250, 1 + number % 250);
    }

    /// A visitor with an empty cookie jar and an address that no other has.
    public WebClient visitor() {
        return new WebClient(this, address());
    }

    /// A visitor who has signed in by GitHub.
    public WebClient signedIn(ProviderAccount account) throws Exception {
        provider.account(account);
        WebClient visitor = visitor();
        visitor.signIn("github");
        return visitor;
    }

    /// Starts a client with a key and doesn't wait.
    public ProcessUnderTest client(String key, String... options) throws IOException {
        return clientTo(origin.url(), key, options);
    }

    /// The same for another local endpoint.
    public ProcessUnderTest clientTo(String localEndpoint, String key, String... options)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("client", "--server-url", "wss://" + HOST));
        arguments.addAll(List.of("--ca", certificates.authority().toString()));
        arguments.addAll(List.of("--local-endpoint", localEndpoint));
        arguments.addAll(List.of(options));
        Map<String, String> variables =
                Map.of(
                        "TERRATUNNEL_API_KEY",
                        key,
                        "HTTPS_PROXY",
                        "http://127.0.0.1:" + proxyPort(),
                        "XDG_CONFIG_HOME",
                        directory.toString());
        return own(TerratunnelProgram.run("client", arguments, variables, directory));
    }

    /// Starts a client and waits until its tunnel can be visited.
    public ProcessUnderTest readyClient(String key, String... options) throws IOException {
        ProcessUnderTest client = client(key, options);
        client.awaitLine("Ready: ", PATIENCE);
        return client;
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
}
