package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.SeededCases;
import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which names lead where: whatever their case, port or trailing dot.
@ExtendWith(SharedTunnel.class)
class HostMatchingIT {
    private final TunnelSystem tunnel;

    HostMatchingIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    private RawResponse ask(String host, String target) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            return visitor.get(host, target).read();
        }
    }

    @Test
    void caseTrailingDotAndPortDoNotMatter() throws IOException {
        String name = tunnel.tunnelName();
        for (String host :
                List.of(
                        tunnel.host(),
                        tunnel.host().toUpperCase(Locale.ROOT),
                        name + ".LocalHost:" + tunnel.port(),
                        name + ".localhost.:" + tunnel.port(),
                        name + ".localhost",
                        name + ".localhost.")) {
            assertThat(ask(host, "/").text()).as(host).isEqualTo("hello");
        }
    }

    @Test
    void ownHostGoesToTheServersPagesAndNeverToATunnel() throws IOException {
        for (String host :
                List.of(tunnel.domain(), "LOCALHOST:" + tunnel.port(), "localhost.", "localhost")) {
            RawResponse response = ask(host, "/_health");
            assertThat(response.status()).as(host).isEqualTo(200);
            assertThat(response.text()).contains("\"status\"").contains("healthy");
            assertThat(response.text()).contains("\"active_connections\"");
        }
    }

    @Test
    void tunnelHostNeverGoesToTheServersPages() throws IOException {
        RawResponse response = ask(tunnel.host(), "/_health");

        assertThat(response.text()).isEqualTo("hello");
        assertThat(tunnel.origin().lastTo("/_health")).isPresent();
    }

    @Test
    void absoluteFormNamesTheHost() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("GET http://" + tunnel.host() + "/absolute?q=1 HTTP/1.1\r\n");
            visitor.send("Host: " + tunnel.host() + "\r\n\r\n");

            assertThat(visitor.read().status()).isEqualTo(200);
        }
        assertThat(tunnel.origin().lastTo("/absolute").orElseThrow().target())
                .isEqualTo("/absolute?q=1");
    }

    @Test
    void http2AuthorityIsMatchedTheSameWay() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            String upper = tunnel.tunnelName().toUpperCase(Locale.ROOT) + "." + tunnel.domain();
            assertThat(visitor.get(upper, "/").text()).isEqualTo("hello");
            assertThat(visitor.get("nobody." + tunnel.domain(), "/").status()).isEqualTo(404);
            assertThat(visitor.get("example.com", "/").status()).isEqualTo(421);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xlocalhost",
                "localhost.example.com",
                "evil-localhost",
                "127.0.0.1.example.com",
                "[::ffff:1.2.3.4]",
                "8.8.8.8"
            })
    void lookAlikesAreNotOurs(String host) throws IOException {
        RawResponse response = ask(host, "/");

        assertThat(response.status()).isIn(421, 400);
        assertThat(response.header("terratunnel-error").orElse(""))
                .isIn("misdirected", "bad-request");
    }

    @Test
    void nameOfTwoLabelsIsNoTunnels() throws IOException {
        assertThat(ask("a." + tunnel.host(), "/").status()).isIn(404, 421);
    }

    static Stream<SeededCases.Case<String>> oddNames() {
        return SeededCases.of(3, 150, HostMatchingIT::oddName);
    }

    private static String oddName(SplittableRandom random) {
        String alphabet = "abcXYZ019-_.:@%[]~!*,;\\\"'<>{}|^`+=\u00e4";
        return SeededCases.text(random, alphabet, 1, 30);
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void oddNameIsRefusedOrUnknownAndNeverAFault(SeededCases.Case<String> odd) throws IOException {
        RawResponse below = ask(odd.value() + "." + tunnel.domain(), "/");
        assertThat(below.status()).isIn(400, 404, 421);
        RawResponse alone = ask(odd.value(), "/");
        assertThat(alone.status()).isIn(400, 404, 421);
    }
}
