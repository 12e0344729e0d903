package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that two parsers could read two ways: refused, the connection closed, nothing passed
/// on.
///
/// In a row, `@H` stands for the tunnel's host and `@P` for a path of that row's own. A request
/// that hides behind the first one asks for `/smuggled`.
@ExtendWith(SharedTunnel.class)
class RequestSmugglingIT {
    private static final AtomicInteger ROW = new AtomicInteger();
    private static final String HIDDEN = "GET /smuggled HTTP/1.1\r\nHost: @H\r\n\r\n";
    private static final String GET = "GET @P HTTP/1.1\r\n";
    private static final String POST = "POST @P HTTP/1.1\r\nHost: @H\r\n";

    private final TunnelSystem tunnel;

    RequestSmugglingIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    /// One row of the table.
    ///
    /// @param name what is wrong
    /// @param statuses which answers are right
    /// @param bytes the request
    record Row(String name, Set<Integer> statuses, String bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, String bytes) {
        return new Row(name, Set.of(400), bytes);
    }

    private static Row row(String name, int also, String bytes) {
        return new Row(name, Set.of(400, also), bytes);
    }

    static Stream<Row> lengths() {
        return Stream.of(
                row(
                        "both lengths",
                        POST
                                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                + HIDDEN),
                row(
                        "both lengths, other order",
                        POST
                                + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
                                + HIDDEN),
                row(
                        "two lengths",
                        POST + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" + HIDDEN),
                row(
                        "equal lengths twice",
                        POST + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
                row("list of lengths", POST + "Content-Length: 3, 3\r\n\r\nabc"),
                row("length with plus", POST + "Content-Length: +3\r\n\r\nabc"),
                row("negative length", POST + "Content-Length: -1\r\n\r\n" + HIDDEN),
                row("hex length", POST + "Content-Length: 0x3\r\n\r\nabc"),
                row("length with text", POST + "Content-Length: 3abc\r\n\r\nabc"),
                row("length with fraction", POST + "Content-Length: 3.0\r\n\r\nabc"),
                row("empty length", POST + "Content-Length:\r\n\r\n" + HIDDEN),
                row("huge length", 413, POST + "Content-Length: 99999999999999999999\r\n\r\nabc"),
                row("length with inner space", POST + "Content-Length: 1 0\r\n\r\n" + HIDDEN));
    }

    static Stream<Row> codings() {
        return Stream.of(
                row("unknown coding", 501, POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                row("identity coding", 501, POST + "Transfer-Encoding: identity\r\n\r\n" + HIDDEN),
                row(
                        "gzip before chunked",
                        501,
                        POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                row(
                        "chunked not last",
                        501,
                        POST + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                row(
                        "chunked twice",
                        501,
                        POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                row(
                        "coding in two lines",
                        501,
                        POST
                                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                row(
                        "space before the colon",
                        POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN),
                row(
                        "tab before the colon",
                        POST + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n" + HIDDEN),
                row(
                        "folded coding",
                        POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + HIDDEN),
                row("quoted coding", 501, POST + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
                row(
                        "vertical tab in coding",
                        501,
                        POST + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                row("empty coding", 501, POST + "Transfer-Encoding:\r\n\r\n" + HIDDEN),
                row(
                        "coding in HTTP/1.0",
                        505,
                        "POST @P HTTP/1.0\r\nHost: @H\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                + HIDDEN),
                row(
                        "coding hidden by an empty name",
                        POST + ": x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    static Stream<Row> lines() {
        return Stream.of(
                row("bare LF after the request line", "GET @P HTTP/1.1\nHost: @H\r\n\r\n"),
                row("bare LF after a field", GET + "Host: @H\nX: y\r\n\r\n"),
                row("bare LF at the end", GET + "Host: @H\r\n\n"),
                row(
                        "bare CR in a value",
                        GET + "Host: @H\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n"),
                row("NUL in a value", GET + "Host: @H\r\nX: a\u0000b\r\n\r\n"),
                row("NUL in a name", GET + "Host: @H\r\nX\u0000Y: a\r\n\r\n"),
                row("control in a value", GET + "Host: @H\r\nX: a\u0001b\r\n\r\n"),
                row("folded field", GET + "Host: @H\r\nX: a\r\n b\r\n\r\n"),
                row("first field folded", GET + " Host: @H\r\nHost: @H\r\n\r\n"),
                row("field without colon", GET + "Host: @H\r\nnonsense\r\n\r\n"),
                row("empty name", GET + "Host: @H\r\n: value\r\n\r\n"),
                row("space in a name", GET + "Host: @H\r\nX Y: a\r\n\r\n"),
                row("brackets in a name", GET + "Host: @H\r\n(X): a\r\n\r\n"),
                row("non-ASCII name", GET + "Host: @H\r\nX-\u00e4: a\r\n\r\n"),
                row("space before the request line", " GET @P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("NUL before the request line", "\u0000GET @P HTTP/1.1\r\nHost: @H\r\n\r\n"));
    }

    static Stream<Row> requestLines() {
        return Stream.of(
                row("HTTP/0.9", 505, "GET @P\r\n\r\n"),
                row("version 2.0", 505, "GET @P HTTP/2.0\r\nHost: @H\r\n\r\n"),
                row("version 1.2", 505, "GET @P HTTP/1.2\r\nHost: @H\r\n\r\n"),
                row("version 1.10", 505, "GET @P HTTP/1.10\r\nHost: @H\r\n\r\n"),
                row("version 9.9", 505, "GET @P HTTP/9.9\r\nHost: @H\r\n\r\n"),
                row("lower-case version", 505, "GET @P http/1.1\r\nHost: @H\r\n\r\n"),
                row("no slash in version", 505, "GET @P HTTP1.1\r\nHost: @H\r\n\r\n"),
                row("two spaces", "GET  @P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("tab as separator", "GET\t@P\tHTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("space in the target", "GET @P x HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("space after the version", 505, "GET @P HTTP/1.1 \r\nHost: @H\r\n\r\n"),
                row("control in the target", "GET @P\u0001 HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("raw non-ASCII target", "GET @P\u00e4 HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("target without a slash", "GET x HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("asterisk outside OPTIONS", "GET * HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("method with bad characters", 501, "G(T @P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row(
                        "method of 200 letters",
                        501,
                        "A".repeat(200) + " @P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("CONNECT", 405, "CONNECT @H HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("CONNECT with a path", 405, "CONNECT @P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("TRACE", 405, "TRACE @P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row(
                        "unknown expectation",
                        417,
                        POST + "Expect: 200-maybe\r\nContent-Length: 0\r\n\r\n"));
    }

    static Stream<Row> hosts() {
        return Stream.of(
                row("no Host", GET + "\r\n"),
                row("no Host in HTTP/1.0", 505, "GET @P HTTP/1.0\r\n\r\n"),
                row("two Hosts", GET + "Host: @H\r\nHost: @H\r\n\r\n"),
                row("two different Hosts", GET + "Host: @H\r\nHost: other\r\n\r\n"),
                row("empty Host", GET + "Host:\r\n\r\n"),
                row("list of Hosts", GET + "Host: @H, other\r\n\r\n"),
                row("Host with a path", GET + "Host: @H/x\r\n\r\n"),
                row("Host with userinfo", GET + "Host: u@@H\r\n\r\n"),
                row("Host with a space", GET + "Host: @H other\r\n\r\n"),
                row("Host with a scheme", GET + "Host: http://@H\r\n\r\n"),
                row("Host with a bad port", GET + "Host: @H:abc\r\n\r\n"),
                row("Host with a percent", GET + "Host: %61.@H\r\n\r\n"),
                row("Host with a query", GET + "Host: @H?x\r\n\r\n"),
                row("Host with a fragment", GET + "Host: @H#x\r\n\r\n"),
                row("Host with a comma", GET + "Host: @H,\r\n\r\n"),
                row("folded Host", GET + "Host:\r\n @H\r\n\r\n"),
                row(
                        "absolute form against Host",
                        "GET http://other.example@P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row(
                        "absolute form of another tunnel",
                        "GET http://@H@P HTTP/1.1\r\nHost: other.localhost\r\n\r\n"),
                row(
                        "absolute form with userinfo",
                        "GET http://u@@H@P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row(
                        "absolute form with another scheme",
                        "GET ftp://@H@P HTTP/1.1\r\nHost: @H\r\n\r\n"),
                row("absolute form without a host", "GET http://@P HTTP/1.1\r\nHost: @H\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"lengths", "codings", "lines", "requestLines", "hosts"})
    void ambiguousHeadIsRefusedAndTheConnectionClosed(Row row) throws IOException {
        String path = "/ambiguous-" + ROW.incrementAndGet();
        int hiddenBefore = tunnel.origin().requestsTo("/smuggled").size();
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(row.bytes().replace("@P", path).replace("@H", tunnel.host()));

            RawResponse response = visitor.read();

            assertThat(response.status()).isIn(row.statuses());
            assertThat(response.header("terratunnel-error")).isPresent();
            assertThat(visitor.awaitEnd(Duration.ofSeconds(5))).isIn(Ending.COMPLETE, Ending.RESET);
        }
        assertThat(tunnel.origin().requestsTo(path)).isEmpty();
        assertThat(tunnel.origin().requestsTo("/smuggled")).hasSize(hiddenBefore);
    }

    static Stream<Row> badChunks() {
        String chunked = POST + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                row("size not hex", chunked + "xyz\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("empty size", chunked + "\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("negative size", chunked + "-3\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("plus before size", chunked + "+3\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("0x before size", chunked + "0x3\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("space before size", chunked + " 3\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("underscore in size", chunked + "0_3\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("size overflow", chunked + "FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("size past 2^31", chunked + "100000003\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("data longer than size", chunked + "3\r\nabcd\r\n0\r\n\r\n" + HIDDEN),
                row("bare LF after size", chunked + "3\nabc\r\n0\r\n\r\n" + HIDDEN),
                row("bare LF after data", chunked + "3\r\nabc\n0\r\n\r\n" + HIDDEN),
                row("bare CR after size", chunked + "3\rabc\r\n0\r\n\r\n" + HIDDEN),
                row("LF in an extension", chunked + "3;a\nb\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row(
                        "quoted CRLF in an extension",
                        chunked + "3;a=\"\r\nabc\r\n0\r\n\r\n\"" + HIDDEN),
                row("NUL in an extension", chunked + "3;\u0000\r\nabc\r\n0\r\n\r\n" + HIDDEN),
                row(
                        "endless extension",
                        chunked + "3;" + "x".repeat(40_000) + "\r\nabc\r\n0\r\n\r\n"),
                row("bad trailer", chunked + "0\r\nno colon\r\n\r\n" + HIDDEN),
                row("endless trailers", chunked + "0\r\n" + "X: y\r\n".repeat(5_000) + "\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badChunks")
    void badChunkNeverEndsABodyProperlyNorHidesARequest(Row row) throws IOException {
        String path = "/chunks-" + ROW.incrementAndGet();
        var completed = new AtomicInteger();
        tunnel.origin()
                .script(
                        path,
                        (connection, head) -> {
                            connection.readBody(head);
                            completed.incrementAndGet();
                            connection.respond(200, "read");
                        });
        int hiddenBefore = tunnel.origin().requestsTo("/smuggled").size();
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send(row.bytes().replace("@P", path).replace("@H", tunnel.host()));

            List<Integer> statuses = statusesUntilTheEnd(visitor);

            assertThat(statuses).isSubsetOf(400, 413, 431);
        }
        assertThat(completed).hasValue(0);
        assertThat(tunnel.origin().requestsTo("/smuggled")).hasSize(hiddenBefore);
    }

    private static List<Integer> statusesUntilTheEnd(RawVisitor visitor) throws IOException {
        List<Integer> statuses = new java.util.ArrayList<>();
        try {
            while (true) {
                statuses.add(visitor.read("POST").status());
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("connection stays open after " + statuses, e);
        } catch (IOException e) {
            return statuses;
        }
    }

    static Stream<String> shadowing() {
        return Stream.of(
                "Content_Length: 5",
                "Transfer_Encoding: chunked",
                "X_Forwarded_For: 6.6.6.6",
                "X_Request_Id: forged",
                "X_Forwarded_Host: evil",
                "Terratunnel_Error: x");
    }

    @ParameterizedTest
    @MethodSource("shadowing")
    void underscoredNameThatShadowsAnotherNeverReachesOrigin(String line) throws IOException {
        String path = "/shadow-" + ROW.incrementAndGet();
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("GET " + path + " HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send(line + "\r\n\r\n");

            assertThat(visitor.read().status()).isIn(200, 400);
        }
        for (HttpHead head : tunnel.origin().requestsTo(path)) {
            assertThat(head.lines())
                    .noneMatch(it -> it.regionMatches(true, 0, line, 0, line.indexOf(':')));
        }
    }

    static Stream<Row> originBytes() {
        return Stream.of(
                row("bytes behind a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
                row(
                        "bytes behind chunks",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
                row("bytes behind a 204", "HTTP/1.1 204 No Content\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("originBytes")
    void surplusOfOriginIsNobodysAnswer(Row row) throws Exception {
        String path = "/surplus-" + ROW.incrementAndGet();
        String poison = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned";
        tunnel.origin()
                .script(
                        path,
                        (connection, _) -> {
                            connection.send(row.bytes() + poison);
                            connection.keep();
                        });
        for (int i = 0; i < 10; i++) {
            assertThat(tunnel.get(path).status()).isIn(200, 204);
            assertThat(tunnel.get("/").text()).isEqualTo("hello");
        }
    }
}
