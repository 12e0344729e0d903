package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.origin.OriginScript;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The table "Errors of the tunnel" of http.md, row by row.
class ErrorTableIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TunnelSystem tunnel;

    @BeforeAll
    static void start() throws IOException {
        tunnel =
                TunnelSystem.setup()
                        .serverVariable(Options.RESPONSE_HEAD_TIMEOUT, Options.seconds(2))
                        .serverVariable(Options.HOLD_TIMEOUT, Options.seconds(1))
                        .start();
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    private static RawResponse ask(String host, String target, String lines) throws IOException {
        return ask(tunnel, host, target, lines);
    }

    private static RawResponse ask(TunnelSystem of, String host, String target, String lines)
            throws IOException {
        try (RawVisitor visitor = of.visitor()) {
            visitor.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + lines + "\r\n");
            return visitor.read();
        }
    }

    private static void assertError(RawResponse response, int status, String code) {
        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.headers("terratunnel-error")).containsExactly(code);
        assertThat(response.header("cache-control")).contains("no-store");
        assertThat(response.text())
                .doesNotContain("Exception")
                .doesNotContain("io.netty")
                .doesNotContain("\tat ");
    }

    @Test
    void problemIsJsonUnlessHtmlIsAskedFor() throws Exception {
        String nobody = "nobody-here." + tunnel.domain();
        RawResponse json = ask(nobody, "/", "X-Request-Id: the-id\r\n");
        assertError(json, 404, "tunnel-not-found");
        assertThat(json.header("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(json.text())
                .contains("\"tunnel-not-found\"")
                .contains("\"status\"")
                .contains("\"title\"")
                .contains("the-id");

        RawResponse html =
                ask(nobody, "/", "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n");
        assertError(html, 404, "tunnel-not-found");
        assertThat(html.header("content-type").orElse("")).startsWith("text/html");
        assertThat(html.text()).containsIgnoringCase("<html").contains("tunnel-not-found");
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange h2 = visitor.get(nobody, "/");
            assertThat(h2.status()).isEqualTo(404);
            assertThat(h2.header("terratunnel-error")).isEqualTo("tunnel-not-found");
            assertThat(h2.text()).contains("\"tunnel-not-found\"");
        }
    }

    @Test
    void pageDoesNotRunWhatTheVisitorSent() throws IOException {
        RawResponse html =
                ask(
                        "nobody-here." + tunnel.domain(),
                        "/<script>alert(1)</script>",
                        "Accept: text/html\r\nX-Request-Id: <script>x</script>\r\n");

        assertThat(html.text()).doesNotContain("<script>alert").doesNotContain("<script>x");
    }

    @Test
    void reservedNameWithoutAClientIsOffline() throws IOException {
        Keys.create(tunnel, "reserved-but-away");

        RawResponse response = ask("reserved-but-away." + tunnel.domain(), "/", "");

        assertError(response, 503, "client-offline");
        assertThat(response.header("retry-after")).contains("5");
    }

    @Test
    void linkLostBeforeTheRequestWasWritten() throws Exception {
        try (TunnelSystem own =
                TunnelSystem.setup()
                        .serverVariable(Options.HOLD_TIMEOUT, Options.seconds(1))
                        .start()) {
            own.client().signal(Signal.KILL);
            own.client().awaitExit(PATIENCE);

            RawResponse response = ask(own, own.host(), "/", "");

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("terratunnel-error").orElse(""))
                    .isIn("link-lost", "client-offline");
            assertThat(response.header("retry-after")).isPresent();
        }
    }

    @Test
    void linkLostAfterTheRequestWasWritten() throws Exception {
        TunnelSystem.Client doomed = tunnel.startClient();
        String host = doomed.tunnelName() + "." + tunnel.domain();
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.get(host, "/delay/1900?lost");
            await().atMost(PATIENCE)
                    .until(() -> !tunnel.origin().requestsTo("/delay/1900?lost").isEmpty());

            doomed.process().signal(Signal.KILL);

            assertError(visitor.read(), 502, "link-lost");
        }
    }

    @Test
    void localEndpointThatRefusesIs502WithinASecond() throws Exception {
        int closed = TerratunnelProgram.freePort();
        try (TunnelSystem own =
                TunnelSystem.setup().localEndpoint("http://localhost:" + closed).start()) {
            long asked = System.nanoTime();

            assertError(ask(own, own.host(), "/", ""), 502, "local-refused");

            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .isLessThan(Duration.ofSeconds(1));
            own.client().awaitLine(Integer.toString(closed), PATIENCE);
        }
    }

    @Test
    void localNameThatIsUnknown() throws Exception {
        try (TunnelSystem own =
                TunnelSystem.setup().localEndpoint("http://no-such-host.invalid:80").start()) {
            assertError(ask(own, own.host(), "/", ""), 502, "local-dns");
        }
    }

    @Test
    void localTlsThatFails() throws Exception {
        int plain = tunnel.origin().port();
        try (TunnelSystem own =
                TunnelSystem.setup().localEndpoint("https://127.0.0.1:" + plain).start()) {
            assertError(ask(own, own.host(), "/", ""), 502, "local-tls");
        }
    }

    static Stream<Arguments> brokenOrigins() {
        return Stream.of(
                broken("not-http", (c, _) -> c.send("SSH-2.0-OpenSSH_9.6\r\n")),
                broken("empty", (_, _) -> {}),
                broken("cut", (c, _) -> c.cut()),
                broken("half-head", (c, _) -> c.send("HTTP/1.1 200 OK\r\nContent-Le")),
                broken("bad-status", (c, _) -> c.send("HTTP/1.1 abc OK\r\n\r\n")),
                broken(
                        "both-framings",
                        (c, _) ->
                                c.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
                broken(
                        "two-lengths",
                        (c, _) ->
                                c.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")),
                broken(
                        "negative-length",
                        (c, _) -> c.send("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc")),
                broken(
                        "bare-lf-injection",
                        (c, _) -> c.send("HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\n\r\n")),
                broken(
                        "huge-head",
                        (c, _) ->
                                c.send(
                                        "HTTP/1.1 200 OK\r\nX-Big: "
                                                + "x".repeat(200_000)
                                                + "\r\n\r\n")),
                broken("version-2", (c, _) -> c.send("HTTP/2.0 200 OK\r\n\r\n")));
    }

    private static Arguments broken(String name, OriginScript script) {
        return Arguments.of(name, script);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenOrigins")
    void localEndpointThatIsNotHttp(String name, OriginScript script) throws IOException {
        tunnel.origin().script("/broken-" + name, script);

        assertError(ask(tunnel.host(), "/broken-" + name, ""), 502, "local-protocol");
        assertThat(tunnel.get("/").text()).isEqualTo("hello");
    }

    @Test
    void noResponseHeadInTime() throws IOException {
        assertError(ask(tunnel.host(), "/delay/9000", ""), 504, "local-timeout");
    }

    @Test
    void tooManyExchangesAtOnce() throws Exception {
        try (TunnelSystem own =
                TunnelSystem.setup().serverVariable(Options.MAX_EXCHANGES, "4").start()) {
            var running =
                    Async.call(() -> {
                        return Crowd.of(4, PATIENCE, _ -> own.get("/delay/2000"));
                    });
            await().atMost(PATIENCE)
                    .until(() -> own.origin().requestsTo("/delay/2000").size() == 4);

            RawResponse response = ask(own, own.host(), "/", "");

            assertError(response, 503, "busy");
            assertThat(response.header("retry-after")).contains("1");
            assertThat(running.get(10, TimeUnit.SECONDS))
                    .allSatisfy(it -> assertThat(it.text()).isEqualTo("late"));
            assertThat(own.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void headersTooLarge() throws IOException {
        assertError(
                ask(tunnel.host(), "/", "X-Big: " + "x".repeat(40_000) + "\r\n"),
                431,
                "headers-too-large");
        assertError(ask(tunnel.host(), "/", "X-One: 1\r\n".repeat(150)), 431, "headers-too-large");
        assertThat(ask(tunnel.host(), "/", "X-Fits: " + "x".repeat(20_000) + "\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void targetTooLong() throws IOException {
        assertError(ask(tunnel.host(), "/" + "a".repeat(10_000), ""), 414, "uri-too-long");
        assertThat(ask(tunnel.host(), "/" + "a".repeat(7_900), "").status()).isEqualTo(200);
    }

    @Test
    void headersOfHttp2VisitorTooLarge() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), tunnel.port())) {
            var wire = new Http2Wire(socket.getInputStream(), socket.getOutputStream());
            wire.sendPreface();
            byte[] block =
                    Http2Wire.headerBlock(
                            ":method",
                            "GET",
                            ":scheme",
                            "http",
                            ":authority",
                            tunnel.host(),
                            ":path",
                            "/",
                            "x-big",
                            "x".repeat(40_000));
            int at = 0;
            for (int type = Http2Wire.HEADERS; at < block.length; type = Http2Wire.CONTINUATION) {
                int end = Math.min(block.length, at + 16_000);
                int flags = type == Http2Wire.HEADERS ? Http2Wire.END_STREAM : 0;
                flags |= end == block.length ? Http2Wire.END_HEADERS : 0;
                wire.send(type, flags, 1, Arrays.copyOfRange(block, at, end));
                at = end;
            }

            assertThat(wire.decode(wire.readAnswering())).containsEntry(":status", List.of("431"));
        }
    }

    @Test
    void hostThatIsNotOurs() throws IOException {
        for (String host : new String[] {"example.com", "x.example.com"}) {
            assertError(ask(host, "/", ""), 421, "misdirected");
        }
    }

    @Test
    void drainingServerAnswersNewRequestsOnOpenConnections() throws Exception {
        try (TunnelSystem own = TunnelSystem.setup().start();
                RawVisitor running = own.visitor();
                RawVisitor idle = own.visitor()) {
            running.get(own.host(), "/delay/1500");
            assertThat(idle.get(own.host(), "/").read().status()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> !own.origin().requestsTo("/delay/1500").isEmpty());

            own.server().signal(Signal.TERM);

            RawResponse last = running.read();
            assertThat(last.text()).isEqualTo("late");
            assertThat(last.header("connection").orElse("")).containsIgnoringCase("close");
            assertThat(own.server().awaitExit(PATIENCE)).hasValue(0);
        }
    }
}
