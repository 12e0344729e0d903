package io.terrateam.terratunnel.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Bodies over the limit are refused before a byte of them is passed, or cut where their length
/// wasn't known.
class SizeLimitsIT {
    private static final int LIMIT = 100_000;

    private static TunnelSystem tunnel;

    @BeforeAll
    static void start() throws IOException {
        tunnel =
                TunnelSystem.setup()
                        .serverVariable(Options.MAX_REQUEST_SIZE, Integer.toString(LIMIT))
                        .serverVariable(Options.MAX_RESPONSE_SIZE, Integer.toString(LIMIT))
                        .start();
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    private static RawResponse post(String target, String framing, byte[] body) throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST " + target + " HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send(framing + "\r\n\r\n");
            try {
                visitor.send(body);
            } catch (IOException e) {
                // The answer may come before the body has gone.
            }
            return visitor.read("POST");
        }
    }

    @Test
    void bodiesAtTheLimitPass() throws IOException {
        RawResponse up = post("/upload", "Content-Length: " + LIMIT, new byte[LIMIT]);
        assertThat(up.text()).startsWith(LIMIT + " ");

        RawResponse down = tunnel.get("/bytes/" + LIMIT);
        assertThat(down.body()).hasSize(LIMIT);
        assertThat(tunnel.get("/chunked/" + LIMIT).body()).hasSize(LIMIT);
    }

    @Test
    void announcedRequestOverTheLimitIs413AndNeverReachesOrigin() throws IOException {
        RawResponse response =
                post("/upload?over", "Content-Length: " + (LIMIT + 1), new byte[LIMIT + 1]);

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.header("terratunnel-error")).contains("too-large");
        assertThat(tunnel.origin().requestsTo("/upload?over")).isEmpty();
    }

    @Test
    void expectingVisitorIsToldBeforeSending() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /continue?over HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Expect: 100-continue\r\nContent-Length: 200000\r\n\r\n");

            RawResponse response = visitor.read("POST");
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.interim()).isEmpty();
        }
    }

    @Test
    void chunkedRequestOverTheLimitIs413() throws IOException {
        byte[] chunk = new byte[0x20000];
        var body = new ByteArrayOutputStream();
        body.writeBytes("20000\r\n".getBytes(US_ASCII));
        body.writeBytes(chunk);
        body.writeBytes("\r\n0\r\n\r\n".getBytes(US_ASCII));

        RawResponse response =
                post("/upload?chunked", "Transfer-Encoding: chunked", body.toByteArray());

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.header("terratunnel-error")).contains("too-large");
    }

    @Test
    void announcedResponseOverTheLimitIs413() throws Exception {
        RawResponse response = tunnel.get("/bytes/" + (LIMIT + 1));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.header("terratunnel-error")).contains("too-large");
        try (H2Visitor visitor = tunnel.h2()) {
            assertThat(visitor.get(tunnel.host(), "/bytes/" + (LIMIT + 1)).status()).isEqualTo(413);
        }
    }

    @Test
    void responseWithoutLengthIsCutWhenItPassesTheLimit() throws Exception {
        RawResponse response = tunnel.get("/chunked/" + (LIMIT + 1));

        assertThat(response.status()).isIn(200, 413);
        if (response.status() == 200) {
            assertThat(response.ending()).isIn(Ending.TRUNCATED, Ending.RESET);
            assertThat(response.body().length).isLessThanOrEqualTo(LIMIT);
        }
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange exchange = visitor.get(tunnel.host(), "/chunked/10000000");
            assertThat(exchange.awaitEnding()).isEqualTo(Ending.RESET);
            assertThat(exchange.bodyBytes()).isLessThanOrEqualTo(LIMIT);
        }
    }

    @Test
    void http2RequestOverTheLimitIs413() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            var length = HttpFields.build().put("content-length", "200000");
            H2Exchange announced = visitor.open("POST", tunnel.host(), "/upload", length, false);
            assertThat(announced.status()).isEqualTo(413);

            H2Exchange unknown =
                    visitor.open("POST", tunnel.host(), "/upload", HttpFields.EMPTY, false);
            try {
                unknown.sendData(new byte[60_000], false).sendData(new byte[60_000], true);
            } catch (Exception e) {
                // Refused while it was sent.
            }
            assertThat(unknown.status()).isEqualTo(413);
        }
    }

    @Test
    void headOfABigOneIsFine() throws IOException {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("HEAD /bytes/5000000 HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n\r\n");

            assertThat(visitor.read("HEAD").header("content-length")).contains("5000000");
        }
    }
}
