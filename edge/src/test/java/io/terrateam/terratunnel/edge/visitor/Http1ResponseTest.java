package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a response is framed for an HTTP/1 visitor.
final class Http1ResponseTest {

    private final Http1ResponseEncoder encoder = new Http1ResponseEncoder();
    private final EmbeddedChannel channel = new EmbeddedChannel(encoder);

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private Http1Response response(String kind) {
        encoder.answersHead(kind.equals("HEAD"));
        return new Http1Response(channel, kind.equals("HEAD"), kind.equals("1.0"));
    }

    private static Http2Headers head(int status, String length) {
        Http2Headers head = new DefaultHttp2Headers(false).status(Integer.toString(status));
        if (!length.isEmpty()) {
            head.set("content-length", length);
        }
        return head;
    }

    private ByteBuf part(String text) {
        return channel.alloc().buffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String written() {
        channel.flush();
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(out.toString(StandardCharsets.US_ASCII));
            out.release();
        }
        return all.toString().replace("\r\n", "~");
    }

    /// Kind of request, status and length of the response; then what is written for the body `abc`
    /// in two parts.
    @ParameterizedTest
    @CsvSource({
        "GET, 200, 3, HTTP/1.1 200 OK~content-length: 3~~abc",
        "GET, 200, '', HTTP/1.1 200 OK~transfer-encoding: chunked~~2~ab~1~c~0~~",
        "1.0, 200, 3, HTTP/1.1 200 OK~content-length: 3~connection: keep-alive~~abc",
        "1.0, 200, '', HTTP/1.1 200 OK~connection: close~~abc",
        "HEAD, 200, 3, HTTP/1.1 200 OK~content-length: 3~~",
        "HEAD, 200, '', HTTP/1.1 200 OK~~",
        "GET, 204, 3, HTTP/1.1 204 No Content~~",
        "GET, 304, 3, HTTP/1.1 304 Not Modified~content-length: 3~~",
        "GET, 304, '', HTTP/1.1 304 Not Modified~~",
        "GET, 404, 3, HTTP/1.1 404 Not Found~content-length: 3~~abc",
    })
    void bodiesAreFramedOnceAndOnlyWhereTheyMayBe(
            String kind, int status, String length, String expected) {
        Http1Response response = response(kind);

        response.head(head(status, length), false, false);
        response.body(part("ab"), false, channel.newPromise());
        response.body(part("c"), true, channel.newPromise());

        assertThat(written()).isEqualTo(expected);
        assertThat(response.endsWithConnection()).isEqualTo(kind.equals("1.0") && length.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, '', HTTP/1.1 200 OK~content-length: 0~~",
        "GET, 200, 0, HTTP/1.1 200 OK~content-length: 0~~",
        "1.0, 200, '', HTTP/1.1 200 OK~content-length: 0~connection: keep-alive~~",
        "HEAD, 200, 5, HTTP/1.1 200 OK~content-length: 5~~",
        "HEAD, 200, '', HTTP/1.1 200 OK~~",
        "GET, 204, '', HTTP/1.1 204 No Content~~",
        "GET, 304, 5, HTTP/1.1 304 Not Modified~content-length: 5~~",
    })
    void headsWithoutBodyEndThere(String kind, int status, String length, String expected) {
        response(kind).head(head(status, length), true, false);

        assertThat(written()).isEqualTo(expected);
    }

    @Test
    void anOnlyPartLeavesWithItsHead() {
        Http1Response response = response("GET");

        response.head(head(200, "3"), false, true);
        assertThat(written()).isEmpty();
        response.body(part("abc"), true, channel.newPromise());

        assertThat(written()).isEqualTo("HTTP/1.1 200 OK~content-length: 3~connection: close~~abc");
    }

    @Test
    void anOnlyPartOfUnknownLengthIsChunkedToo() {
        Http1Response response = response("GET");

        response.head(head(200, ""), false, false);
        response.body(part("abc"), true, channel.newPromise());

        assertThat(written()).isEqualTo("HTTP/1.1 200 OK~transfer-encoding: chunked~~3~abc~0~~");
    }

    @Test
    void trailersGoWhereTheFramingCarriesThem() {
        Http2Headers trailers = new DefaultHttp2Headers(false).add("x-sum", "1");
        Http1Response chunked = response("GET");
        chunked.head(head(200, ""), false, false);
        chunked.body(part("a"), false, channel.newPromise());
        chunked.trailers(trailers);
        assertThat(written())
                .isEqualTo("HTTP/1.1 200 OK~transfer-encoding: chunked~~1~a~0~x-sum: 1~~");

        Http1Response known = response("GET");
        known.head(head(200, "1"), false, false);
        known.body(part("a"), false, channel.newPromise());
        known.trailers(trailers);
        assertThat(written()).isEqualTo("HTTP/1.1 200 OK~content-length: 1~~a");
    }

    @Test
    void interimResponsesComeBeforeTheHeadOfHttp11Only() {
        Http1Response response = response("HEAD");
        response.interim(head(103, "").add("link", "</a>"));
        response.head(head(200, "5"), true, false);
        assertThat(written())
                .isEqualTo(
                        "HTTP/1.1 103 Early Hints~link: </a>~~HTTP/1.1 200 OK~content-length: 5~~");

        Http1Response http10 = response("1.0");
        http10.interim(head(103, ""));
        assertThat(written()).isEmpty();
    }

    @Test
    void switchingTellsTheAcceptKeyAndNoLength() {
        Http1Response response = response("GET");

        response.switchTo(head(200, "0").add("sec-websocket-protocol", "chat"), "the-key");

        assertThat(written())
                .startsWith("HTTP/1.1 101 Switching Protocols~")
                .contains("sec-websocket-protocol: chat~", "sec-websocket-accept: the-key~")
                .contains("upgrade: websocket~", "connection: upgrade~")
                .doesNotContain("content-length");
        assertThat(response.isSwitched()).isTrue();
    }

    @Test
    void hopByHopFieldsOfAnAgentDoNotPass() {
        Http2Headers head = head(200, "0").add("connection", "x").add("transfer-encoding", "gzip");

        response("GET").head(head, true, false);

        assertThat(written()).isEqualTo("HTTP/1.1 200 OK~content-length: 0~~");
    }
}
