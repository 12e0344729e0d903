package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the tunnel adds, replaces and removes on the way (http.md, "Set on" and "Removed").
@ExtendWith(SharedTunnel.class)
class ForwardingFieldsIT {
    private static final String UUID =
            "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}";

    private final TunnelSystem tunnel;

    ForwardingFieldsIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    private HttpHead arrivedWith(String path, String lines) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: "
                            + tunnel.host()
                            + "\r\n"
                            + lines
                            + "\r\n");
            assertThat(visitor.read().status()).isEqualTo(200);
        }
        return tunnel.origin().lastTo(path).orElseThrow();
    }

    @Test
    void forwardingFieldsSayWhoAskedAndHow() throws IOException {
        HttpHead arrived = arrivedWith("/who", "");

        assertThat(arrived.headers("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(arrived.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(arrived.headers("x-forwarded-host")).hasSize(1);
        assertThat(arrived.header("x-forwarded-host").orElseThrow())
                .startsWith(tunnel.tunnelName() + ".localhost");
        assertThat(arrived.headers("x-forwarded-port"))
                .containsExactly(Integer.toString(tunnel.port()));
        assertThat(arrived.headers("forwarded")).hasSize(1);
        assertThat(arrived.header("forwarded").orElseThrow())
                .contains("for=127.0.0.1", "proto=http", "host=");
        assertThat(arrived.headers("via")).singleElement().asString().endsWith(" terratunnel");
        assertThat(arrived.header("x-request-id").orElseThrow()).matches(UUID);
        assertThat(arrived.headers("host")).containsExactly(tunnel.host());
    }

    @Test
    void forgedForwardingFieldsAreDropped() throws IOException {
        HttpHead arrived =
                arrivedWith(
                        "/forged",
                        Lines.of(
                                "X-Forwarded-For: 6.6.6.6",
                                "X-Forwarded-Host: evil",
                                "X-Forwarded-Proto: https",
                                "X-Forwarded-Port: 1",
                                "Forwarded: for=6.6.6.6",
                                "X-Real-IP: 6.6.6.6",
                                "X-Forwarded-Server: evil",
                                "X-FORWARDED-FOR: 7.7.7.7"));

        assertThat(arrived.lines()).noneMatch(line -> line.contains("6.6.6.6"));
        assertThat(arrived.lines()).noneMatch(line -> line.contains("7.7.7.7"));
        assertThat(arrived.lines()).noneMatch(line -> line.contains("evil"));
        assertThat(arrived.headers("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(arrived.headers("x-forwarded-proto")).containsExactly("http");
    }

    @Test
    void validRequestIdIsKeptAndSaidBackInErrors() throws IOException {
        HttpHead arrived = arrivedWith("/known-id", "X-Request-Id: my-id_123\r\n");

        assertThat(arrived.headers("x-request-id")).containsExactly("my-id_123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b\tc<script>", "\"quoted\"", "x,y;z{}"})
    void oddRequestIdIsReplaced(String id) throws IOException {
        HttpHead arrived = arrivedWith("/odd-id", "X-Request-Id: " + id + "\r\n");

        assertThat(arrived.headers("x-request-id")).singleElement().asString().matches(UUID);
    }

    @Test
    void hopByHopFieldsEndAtTheEdge() throws IOException {
        HttpHead arrived =
                arrivedWith(
                        "/hop",
                        Lines.of(
                                "Connection: keep-alive, X-Private, X-Forwarded-For",
                                "X-Private: secret",
                                "Keep-Alive: timeout=5",
                                "Proxy-Connection: keep-alive",
                                "TE: gzip",
                                "Proxy-Authorization: Basic eDp5",
                                "X-Public: kept"));

        for (String name :
                new String[] {
                    "x-private", "keep-alive", "proxy-connection", "proxy-authorization", "te"
                }) {
            assertThat(arrived.headers(name)).as(name).isEmpty();
        }
        assertThat(arrived.headers("x-public")).containsExactly("kept");
        assertThat(arrived.headers("x-forwarded-for")).containsExactly("127.0.0.1");
    }

    @Test
    void hopByHopFieldsOfOriginEndAtTheAgent() throws IOException {
        tunnel.origin()
                .script(
                        "/hop-back",
                        (connection, _) ->
                                connection.respond(
                                        200,
                                        Lines.of(
                                                "Connection: X-Inner",
                                                "X-Inner: 1",
                                                "Keep-Alive: timeout=9",
                                                "Proxy-Authenticate: Basic",
                                                "Server: mine/1",
                                                "Date: Thu, 01 Jan 2026 00:00:00 GMT"),
                                        new byte[0]));

        RawResponse response = tunnel.get("/hop-back");

        assertThat(response.headers("x-inner")).isEmpty();
        assertThat(response.headers("keep-alive")).isEmpty();
        assertThat(response.headers("proxy-authenticate")).isEmpty();
        assertThat(response.headers("server")).containsExactly("mine/1");
        assertThat(response.headers("date")).containsExactly("Thu, 01 Jan 2026 00:00:00 GMT");
        assertThat(response.headers("via")).singleElement().asString().endsWith(" terratunnel");
    }

    @Test
    void originCannotSetTerratunnelError() throws Exception {
        tunnel.origin()
                .script(
                        "/forges",
                        (connection, _) ->
                                connection.respond(
                                        404,
                                        "Terratunnel-Error: tunnel-not-found\r\nTERRATUNNEL-ERROR: busy\r\n",
                                        new byte[0]));

        assertThat(tunnel.get("/forges").headers("terratunnel-error")).isEmpty();
        try (H2Visitor visitor = tunnel.h2()) {
            assertThat(visitor.get(tunnel.host(), "/forges").header("terratunnel-error")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a=1; Domain=localhost; Path=/            | a=1; Path=/
                    a=1; domain=.localhost                   | a=1
                    a=1; Path=/; DOMAIN = localhost ; Secure | a=1; Path=/; Secure
                    a=1; Domain=other.localhost              | a=1
                    a=1; Domain=com                          | a=1
                    a=1; Path=/x; HttpOnly; SameSite=Lax     | a=1; Path=/x; HttpOnly; SameSite=Lax
                    """)
    void cookieForSiblingsIsNarrowed(String sent, String expected) throws IOException {
        tunnel.origin()
                .script(
                        "/wide-cookie",
                        (connection, _) ->
                                connection.respond(
                                        200, "Set-Cookie: " + sent + "\r\n", new byte[0]));

        String got = tunnel.get("/wide-cookie").header("set-cookie").orElseThrow();

        assertThat(got.replaceAll("\\s*;\\s*", "; ")).isEqualTo(expected);
    }

    @Test
    void requestThatCameBackIsALoop() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(
                    "GET /loop HTTP/1.1\r\nHost: "
                            + tunnel.host()
                            + "\r\nVia: 1.1 other, 1.1 terratunnel\r\n\r\n");

            RawResponse response = visitor.read();
            assertThat(response.status()).isEqualTo(508);
            assertThat(response.header("terratunnel-error")).contains("loop");
        }
        assertThat(tunnel.origin().requestsTo("/loop")).isEmpty();
    }

    @Test
    void agentThatForwardsToItsOwnTunnelEndsInALoopAnswer() throws IOException {
        try (TunnelSystem own = TunnelSystem.setup().withoutClient().start()) {
            String name = own.startClient().tunnelName();
            own.origin()
                    .script(
                            "/again",
                            (connection, head) -> {
                                try (RawVisitor inner = own.visitor()) {
                                    String lines = String.join("\r\n", head.lines());
                                    inner.send("GET /again HTTP/1.1\r\n" + lines + "\r\n\r\n");
                                    RawResponse back = inner.read();
                                    connection.respond(back.status(), back.text());
                                }
                            });
            try (RawVisitor visitor = own.visitor()) {
                visitor.get(name + "." + own.domain(), "/again");

                assertThat(visitor.read().status()).isEqualTo(508);
            }
        }
    }

    @Test
    void traceparentIsPassedOn() throws IOException {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        HttpHead arrived = arrivedWith("/trace", "traceparent: " + trace + "\r\n");

        assertThat(arrived.headers("traceparent")).containsExactly(trace);
    }

    @Test
    void agentCallsNothingButItsOriginWhateverTheVisitorSays() throws IOException {
        tunnel.origin()
                .script(
                        "/elsewhere",
                        (connection, _) ->
                                connection.respond(
                                        302, "Location: http://127.0.0.1:1/x\r\n", new byte[0]));

        RawResponse response = tunnel.get("/elsewhere");

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("location")).contains("http://127.0.0.1:1/x");
    }
}
