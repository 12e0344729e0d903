package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A server that listens on all addresses of both families, with visitors, clients and applications
/// over IPv6, and a proxy in front that is trusted by one family's address alone.
class AddressFamiliesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private static TunnelSystem tunnel;
    private static InetAddress loopback6;

    @BeforeAll
    static void start() throws IOException {
        loopback6 = InetAddress.getByAddress(IPV6_LOOPBACK);
        assumeTrue(hasIpv6(), "this machine has no ::1");
        tunnel =
                TunnelSystem.setup()
                        .host("::")
                        .serverArguments("--trusted-proxies", "127.0.0.0/8,2001:db8::/32")
                        .start();
    }

    @AfterAll
    static void stop() {
        if (tunnel != null) {
            tunnel.close();
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback6)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static RawVisitor visitor6() throws IOException {
        return RawVisitor.connect(new InetSocketAddress(loopback6, tunnel.port()));
    }

    private static HttpHead arrived(RawVisitor from, String path, String... lines)
            throws IOException {
        try (from) {
            String start = "GET " + path + " HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n";
            from.send(start + (lines.length == 0 ? "" : Lines.of(lines)) + "\r\n");
            assertThat(from.read().status()).isEqualTo(200);
        }
        return tunnel.origin().lastTo(path).orElseThrow();
    }

    @Test
    void visitorsComeOverBothFamilies() throws IOException {
        HttpHead over6 = arrived(visitor6(), "/over6");
        HttpHead over4 = arrived(tunnel.visitor(), "/over4");

        assertThat(over6.headers("x-forwarded-for")).containsExactly("::1");
        assertThat(over6.header("forwarded").orElseThrow()).contains("for=\"[::1]\"");
        assertThat(over4.headers("x-forwarded-for")).containsExactly("127.0.0.1");
    }

    @Test
    void clientReachesTheServerAtAnIpv6Number() throws IOException {
        try (ProcessUnderTest client =
                TerratunnelProgram.run(
                        "client",
                        List.of(
                                "http",
                                tunnel.origin().url(),
                                "--server-url",
                                "ws://[::1]:" + tunnel.port()),
                        Map.of(),
                        tunnel.directory())) {
            TunnelSystem.Client ready = tunnel.awaitReady(client);
            try (RawVisitor visitor = visitor6()) {
                visitor.get(ready.tunnelName() + "." + tunnel.domain(), "/");
                assertThat(visitor.read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void applicationThatListensOnIpv6AloneIsFoundByLocalhostPortAndNumber() throws IOException {
        try (TestOrigin origin = TestOrigin.start(new ServerSocket(0, 64, loopback6))) {
            int port = origin.port();
            for (String endpoint :
                    List.of("http://localhost:" + port, "" + port, "http://[::1]:" + port)) {
                TunnelSystem.Client client =
                        tunnel.awaitReady(tunnel.launchClientTo(endpoint, Map.of()));
                try (ProcessUnderTest process = client.process();
                        RawVisitor visitor = tunnel.visitor()) {
                    visitor.get(client.tunnelName() + "." + tunnel.domain(), "/");
                    assertThat(visitor.read().text()).as(process.output()).isEqualTo("hello");
                }
            }
        }
    }

    @Test
    void trustedProxyIsBelieved() throws IOException {
        HttpHead arrived =
                arrived(
                        tunnel.visitor(),
                        "/trusted",
                        "X-Forwarded-For: 203.0.113.7, 2001:db8::5",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: shop.example",
                        "X-Forwarded-Port: 443");

        assertThat(arrived.headers("x-forwarded-for"))
                .containsExactly("203.0.113.7, 2001:db8::5, 127.0.0.1");
        assertThat(arrived.headers("x-forwarded-proto")).containsExactly("https");
        assertThat(arrived.headers("x-forwarded-host")).containsExactly("shop.example");
        assertThat(arrived.headers("x-forwarded-port")).containsExactly("443");
    }

    @Test
    void trustedProxyThatSaysLittleIsCompleted() throws IOException {
        HttpHead arrived = arrived(tunnel.visitor(), "/partly", "X-Forwarded-For: 203.0.113.7");

        assertThat(arrived.headers("x-forwarded-for")).containsExactly("203.0.113.7, 127.0.0.1");
        assertThat(arrived.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(arrived.headers("x-forwarded-host")).containsExactly(tunnel.host());
        assertThat(arrived.header("forwarded").orElseThrow()).contains("for=203.0.113.7");
    }

    @Test
    void peerThatIsNotTrustedIsNotBelieved() throws IOException {
        HttpHead arrived =
                arrived(
                        visitor6(),
                        "/untrusted",
                        "X-Forwarded-For: 203.0.113.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: shop.example",
                        "X-Forwarded-Port: 443",
                        "Forwarded: for=203.0.113.7",
                        "X-Real-IP: 203.0.113.7");

        assertThat(arrived.headers("x-forwarded-for")).containsExactly("::1");
        assertThat(arrived.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(arrived.headers("x-forwarded-host")).containsExactly(tunnel.host());
        assertThat(arrived.headers("x-forwarded-port"))
                .containsExactly(Integer.toString(tunnel.port()));
        assertThat(arrived.lines()).noneMatch(line -> line.contains("203.0.113.7"));
    }

    @Test
    void healthIsAnsweredOverIpv6() throws IOException {
        try (RawVisitor visitor = visitor6()) {
            visitor.get("[::1]:" + tunnel.port(), "/_health");
            assertThat(visitor.read().text()).contains("healthy");
        }
        assertThat(tunnel.server().output()).doesNotContain("Exception");
        tunnel.server().awaitLine("Listening on \\[?::", PATIENCE);
    }
}
