package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `--host-header`: what the application sees as its own name, and what goes back.
class HostHeaderIT {
    private static TunnelSystem tunnel;

    @BeforeAll
    static void start() throws IOException {
        tunnel = TunnelSystem.setup().withoutClient().start();
        tunnel.origin()
                .script(
                        "/login",
                        (connection, head) -> {
                            String own = head.header("host").orElseThrow();
                            String name = own.split(":")[0];
                            connection.respond(
                                    302,
                                    Lines.of(
                                            "Location: http://" + own + "/home?x=1",
                                            "Set-Cookie: sid=1; Domain=" + name + "; Path=/",
                                            "Set-Cookie: plain=2; Path=/"),
                                    new byte[0]);
                        });
        tunnel.origin()
                .script(
                        "/elsewhere",
                        (connection, _) ->
                                connection.respond(
                                        302,
                                        "Location: http://other.example/home\r\n",
                                        new byte[0]));
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    private static RawResponse get(TunnelSystem.Client client, String path) throws IOException {
        String host = client.tunnelName() + "." + tunnel.domain();
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(
                    Lines.of(
                            "GET " + path + " HTTP/1.1",
                            "Host: " + host,
                            "Origin: http://" + host,
                            "Referer: http://" + host + "/form?a=b",
                            ""));
            return visitor.read();
        }
    }

    private void assertMapped(String option, String expected) throws IOException {
        TunnelSystem.Client client = tunnel.startClient("--host-header", option);
        try (ProcessUnderTest process = client.process()) {
            String host = client.tunnelName() + "." + tunnel.domain();
            RawResponse response = get(client, "/login");
            HttpHead arrived = tunnel.origin().lastTo("/login").orElseThrow();

            assertThat(arrived.headers("host")).as(process.output()).containsExactly(expected);
            assertThat(arrived.headers("origin")).containsExactly("http://" + expected);
            assertThat(arrived.headers("referer"))
                    .containsExactly("http://" + expected + "/form?a=b");
            assertThat(arrived.headers("x-forwarded-host")).containsExactly(host);
            assertThat(response.headers("location"))
                    .containsExactly("http://" + host + "/home?x=1");
            assertThat(response.headers("set-cookie"))
                    .hasSize(2)
                    .allSatisfy(cookie -> assertThat(cookie).doesNotContain(expected.split(":")[0]))
                    .last()
                    .isEqualTo("plain=2; Path=/");
            assertThat(get(client, "/elsewhere").headers("location"))
                    .containsExactly("http://other.example/home");
        }
    }

    @Test
    void rewriteNamesTheLocalEndpoint() throws IOException {
        assertMapped("rewrite", "127.0.0.1:" + tunnel.origin().port());
    }

    @Test
    void fixedNameIsUsedAsItIs() throws IOException {
        assertMapped("shop.local", "shop.local");
    }

    @Test
    void visitorsNameIsTheDefault() throws IOException {
        TunnelSystem.Client client = tunnel.startClient();
        try (ProcessUnderTest process = client.process()) {
            String host = client.tunnelName() + "." + tunnel.domain();
            get(client, "/seen");
            HttpHead arrived = tunnel.origin().lastTo("/seen").orElseThrow();

            assertThat(arrived.headers("host")).as(process.output()).containsExactly(host);
            assertThat(arrived.headers("origin")).containsExactly("http://" + host);
        }
    }
}
