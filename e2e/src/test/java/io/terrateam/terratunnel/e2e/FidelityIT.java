package io.terrateam.terratunnel.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes through untouched: targets, repeated fields, bodies, trailers, interim responses,
/// bodiless answers.
@ExtendWith(SharedTunnel.class)
class FidelityIT {
    private final TunnelSystem tunnel;

    FidelityIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb",
                "/a%2fb",
                "/nul%00end",
                "//double//slash",
                "/a/../b/./c",
                "/a;p=1;q/b;",
                "/q?a=&b&=c&&d==",
                "/q?",
                "/q?a=1?b=2",
                "/%3F%23%25",
                "/q?%20+%2B",
                "/~!$&'()*+,=:@-._",
                "/q?[x]=1&y={z}|^",
                "/%e4%f6%FC",
                "/\\back",
                "/tail/"
            })
    void targetReachesOriginByteForByte(String target) throws IOException {
        RawResponse response = tunnel.get(target);

        assertThat(response.status()).isEqualTo(200);
        assertThat(tunnel.origin().lastTo(target))
                .hasValueSatisfying(head -> assertThat(head.target()).isEqualTo(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/h2/a%2Fb", "/h2//x/../y", "/h2/q?a=&b&&", "/h2/a;b?c=%00"})
    void targetOfHttp2VisitorReachesOriginByteForByte(String target) throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            assertThat(visitor.get(tunnel.host(), target).status()).isEqualTo(200);
        }
        assertThat(tunnel.origin().lastTo(target))
                .hasValueSatisfying(head -> assertThat(head.target()).isEqualTo(target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "PURGE"})
    void methodReachesOrigin(String method) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(method + " /echo HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Content-Length: 0\r\n\r\n");

            assertThat(visitor.read(method).text()).startsWith(method + " /echo HTTP/1.1\n");
        }
    }

    @Test
    void repeatedRequestFieldsStayApartAndInOrder() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(
                    "GET /repeated HTTP/1.1\r\nHost: "
                            + tunnel.host()
                            + "\r\nX-Many: 1\r\nAccept: a/b\r\nX-Many: 2\r\nX-Many:\r\nX-Many: 1, 2\r\n\r\n");
            visitor.read();
        }

        HttpHead arrived = tunnel.origin().lastTo("/repeated").orElseThrow();
        assertThat(arrived.headers("x-many")).containsExactly("1", "2", "", "1, 2");
    }

    @Test
    void repeatedResponseFieldsStayApartAndInOrder() throws IOException {
        tunnel.origin()
                .script(
                        "/cookies",
                        (connection, _) ->
                                connection.respond(
                                        200,
                                        Lines.of(
                                                "Set-Cookie: a=1; Path=/",
                                                "Set-Cookie: b=2",
                                                "Link: </x>",
                                                "Link: </y>",
                                                "Set-Cookie: c=3; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
                                        new byte[0]));

        RawResponse response = tunnel.get("/cookies");

        assertThat(response.headers("set-cookie"))
                .containsExactly(
                        "a=1; Path=/", "b=2", "c=3; Expires=Wed, 21 Oct 2026 07:28:00 GMT");
        assertThat(response.headers("link")).containsExactly("</x>", "</y>");
    }

    @Test
    void cookieCrumbsOfHttp2VisitorAreJoined() throws Exception {
        var fields = HttpFields.build().add("cookie", "a=1").add("cookie", "b=2");
        try (H2Visitor visitor = tunnel.h2()) {
            visitor.open("GET", tunnel.host(), "/crumbs", fields, true).awaitEnding();
        }

        HttpHead arrived = tunnel.origin().lastTo("/crumbs").orElseThrow();
        assertThat(arrived.headers("cookie")).containsExactly("a=1; b=2");
    }

    @Test
    void binaryBodyComesBackByteForByte() throws IOException {
        byte[] all = new byte[256 * 20];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /body HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Content-Length: " + all.length + "\r\n\r\n").send(all);

            assertThat(visitor.read("POST").body()).isEqualTo(all);
        }
    }

    @Test
    void encodedBodyIsNotDecoded() throws IOException {
        byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        tunnel.origin()
                .script(
                        "/gzip",
                        (connection, _) ->
                                connection.respond(200, "Content-Encoding: gzip\r\n", gzip));

        RawResponse response = tunnel.get("/gzip");

        assertThat(response.body()).isEqualTo(gzip);
        assertThat(response.header("content-encoding")).contains("gzip");
        assertThat(tunnel.origin().lastTo("/gzip").orElseThrow().header("accept-encoding"))
                .isEmpty();
    }

    @Test
    void chunkedRequestWithTrailersReachesOrigin() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /upload HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n");
            visitor.send("3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nX-Sum: 7\r\n\r\n");

            String said = visitor.read("POST").text();
            assertThat(said).startsWith("7 ").containsIgnoringCase("x-sum: 7");
        }
    }

    @Test
    void responseTrailersReachBothKindsOfVisitor() throws Exception {
        try (RawVisitor visitor = tunnel.visitor();
                H2Visitor h2 = tunnel.h2()) {
            visitor.send(
                    "GET /trailers HTTP/1.1\r\nHost: "
                            + tunnel.host()
                            + "\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
            RawResponse response = visitor.read();
            assertThat(response.text()).isEqualTo("body");
            assertThat(HttpHead.valuesOf(response.trailers(), "x-sum")).containsExactly("42", "43");

            var fields = HttpFields.build().add("te", "trailers");
            H2Exchange exchange = h2.open("GET", tunnel.host(), "/trailers", fields, true);
            assertThat(exchange.awaitEnding()).isEqualTo(Ending.COMPLETE);
            assertThat(exchange.trailers().getValuesList("x-sum")).containsExactly("42", "43");
        }
    }

    @Test
    void earlyHintsReachBothKindsOfVisitor() throws Exception {
        RawResponse response = tunnel.get("/early-hints");

        assertThat(response.interim()).extracting(HttpHead::status).containsExactly(103, 103);
        assertThat(response.interim().getFirst().header("link")).contains("</a.css>; rel=preload");
        assertThat(response.text()).isEqualTo("hinted");
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange exchange = visitor.get(tunnel.host(), "/early-hints");
            assertThat(exchange.text()).isEqualTo("hinted");
            assertThat(exchange.interim()).hasSize(2);
        }
    }

    @Test
    void expectContinueIsAnsweredByOriginBeforeTheBodyIsSent() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /continue HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(visitor.readHead().status()).isEqualTo(100);

            visitor.send("body");

            assertThat(visitor.read("POST").text()).isEqualTo("true body");
        }
    }

    @Test
    void refusedExpectationNeedsNoBody() throws IOException {
        tunnel.origin()
                .script(
                        "/refuses",
                        (connection, _) -> {
                            connection.respond(403, "no").drop();
                        });
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /refuses HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Expect: 100-continue\r\nContent-Length: 4000000\r\n\r\n");

            RawResponse response = visitor.read("POST");
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.interim()).isEmpty();
        }
    }

    @Test
    void headKeepsLengthAndHasNoBody() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("HEAD /bytes/12345 HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n\r\n");
            RawResponse response = visitor.read("HEAD");
            assertThat(response.header("content-length")).contains("12345");
            assertThat(response.header("transfer-encoding")).isEmpty();

            assertThat(visitor.get(tunnel.host(), "/").read().text()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void bodilessStatusLeavesTheConnectionInStep(int status) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            RawResponse response = visitor.get(tunnel.host(), "/status/" + status).read();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.header("transfer-encoding")).isEmpty();
            assertThat(response.header("content-length").orElse("0")).isEqualTo("0");

            assertThat(visitor.get(tunnel.host(), "/").read().text()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 206, 301, 400, 404, 418, 500, 503, 599})
    void statusOfOriginIsPassedOn(int status) throws IOException {
        RawResponse response = tunnel.get("/status/" + status);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).isEqualTo("status " + status);
        assertThat(response.header("terratunnel-error")).isEmpty();
    }

    @Test
    void emptyChunkedAndCloseDelimitedBodiesEndProperly() throws IOException {
        tunnel.origin()
                .script(
                        "/until-close",
                        (connection, _) ->
                                connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall"));

        assertThat(tunnel.get("/chunked/0").ending()).isEqualTo(Ending.COMPLETE);
        RawResponse response = tunnel.get("/until-close");
        assertThat(response.text()).isEqualTo("all");
        assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        String first = "GET /delay/200 HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n\r\n";
        String second = "GET /status/201 HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n\r\n";
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(first + second + first);

            assertThat(visitor.read().text()).isEqualTo("late");
            assertThat(visitor.read().status()).isEqualTo(201);
            assertThat(visitor.read().text()).isEqualTo("late");
        }
    }

    @Test
    void earlyAnswerWhileTheUploadRunsIsNotLost() throws Exception {
        tunnel.origin()
                .script(
                        "/early",
                        (connection, _) -> {
                            connection.respond(409, "enough").drop();
                        });
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /early HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Content-Length: 20000000\r\n\r\n");
            var writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    visitor.send(new byte[20_000_000]);
                                } catch (IOException e) {
                                    // The edge may stop reading after its answer.
                                }
                            });

            RawResponse response = visitor.read("POST");

            assertThat(response.status()).isEqualTo(409);
            assertThat(response.text()).isEqualTo("enough");
            visitor.abort();
            writer.join();
        }
    }

    @Test
    void http2PostIsEchoed() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange post = visitor.open("POST", tunnel.host(), "/body", HttpFields.EMPTY, false);
            post.sendData("one ".getBytes(UTF_8), false).sendData("two".getBytes(UTF_8), true);

            assertThat(post.text()).isEqualTo("one two");
        }
    }
}
