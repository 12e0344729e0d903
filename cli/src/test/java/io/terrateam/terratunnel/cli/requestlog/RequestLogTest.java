package io.terrateam.terratunnel.cli.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.forward.ExchangeTap.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00.123456Z"), ZoneOffset.UTC);

    @TempDir Path dir;

    private Path file;
    private RequestLog log;

    @BeforeEach
    void open() throws IOException {
        file = dir.resolve("logs/requests.log");
        log = RequestLog.open(file, CLOCK);
    }

    @Test
    void entryHasTheSectionsOfTheOriginal() throws IOException {
        Recording recording =
                log.begin(
                        "01a2",
                        head("POST", "/webhook?a=1")
                                .add("content-type", "application/json")
                                .add("authorization", "Bearer sesame")
                                .add("x-hub-signature-256", "sha256=abcdef"));
        recording.requestBody(bytes("{\"a\":1,\r\n"));
        recording.requestBody(bytes(" \"b\":2}"));
        recording.responseHead(
                new DefaultHttp2Headers()
                        .status("200")
                        .add("content-type", "text/plain")
                        .add("set-cookie", "session=42; Path=/"));
        recording.responseBody(bytes("thank you\n"));
        recording.ended(true, "");

        assertThat(written())
                .isEqualTo(
                        """
                        ================================================================================
                        REQUEST ID: 01a2
                        TIMESTAMP: 2026-11-23T12:00:00.123456+00:00

                        REQUEST: POST /webhook?a=1
                        REQUEST HEADERS:
                          host: name.example.com
                          content-type: application/json
                          authorization: Bearer [masked]
                          x-hub-signature-256: sha256=[masked]
                        REQUEST BODY:
                          {"a":1,
                           "b":2}

                        RESPONSE: 200
                        RESPONSE HEADERS:
                          content-type: text/plain
                          set-cookie: session=[masked]
                        RESPONSE BODY:
                          thank you

                        """);
    }

    @Test
    void binaryAndEncodedBodiesAreShownAsSuch() throws IOException {
        Recording recording = log.begin("1", head("POST", "/").add("content-encoding", "gzip"));
        recording.requestBody(bytes("would be text"));
        recording.responseHead(new DefaultHttp2Headers().status("200"));
        recording.responseBody(Unpooled.wrappedBuffer(new byte[] {(byte) 0xff, 0, 1}));
        recording.ended(true, "");

        assertThat(written())
                .contains("REQUEST BODY:\n  [Binary data: 13 bytes]\n")
                .contains("RESPONSE BODY:\n  [Binary data: 3 bytes]\n");
    }

    @Test
    void longBodiesAreCutAndSaySo() throws IOException {
        Recording recording = log.begin("1", head("GET", "/"));
        recording.responseHead(new DefaultHttp2Headers().status("200"));
        // Two-byte characters after one single byte: the bound falls into the middle of one.
        recording.responseBody(bytes("x" + "é".repeat(CapturedBody.MAX_BYTES)));
        recording.ended(true, "");

        assertThat(written())
                .contains("é\n  [" + (CapturedBody.MAX_BYTES + 1) + " more bytes left out]\n");
    }

    @Test
    void brokenExchangeSaysSo() throws IOException {
        log.begin("1", head("GET", "/")).ended(false, "visitor left");

        assertThat(written()).contains("RESPONSE: none\nBROKEN OFF: visitor left\n");
    }

    @Test
    void bodiesCannotFakeEntriesOrEscape() throws IOException {
        Recording recording = log.begin("1", head("POST", "/\u001b[2J"));
        recording.requestBody(bytes("====\nREQUEST ID: fake\u001b[31m"));
        recording.ended(true, "");

        assertThat(written())
                .contains("REQUEST: POST /\\x1b[2J\n")
                .contains("\n  REQUEST ID: fake\\x1b[31m\n")
                .doesNotContain("\u001b");
    }

    @Test
    void bodiesBeyondTheBudgetAreLeftOut() throws IOException {
        CaptureBudget budget = new CaptureBudget(10);
        CapturedBody first = new CapturedBody(budget);
        CapturedBody second = new CapturedBody(budget);

        first.add(bytes("12345678"));
        second.add(bytes("12345678"));

        assertThat(first.leftOut()).isZero();
        assertThat(second.leftOut()).isEqualTo(8);
        first.giveBack();
        assertThat(budget.left()).isEqualTo(10);
        log.close();
    }

    @Test
    void fileIsForItsOwnerOnlyAndIsAppendedTo() throws IOException {
        log.begin("1", head("GET", "/")).ended(true, "");
        written();
        log = RequestLog.open(file, CLOCK);
        log.begin("2", head("GET", "/")).ended(true, "");

        assertThat(written()).contains("REQUEST ID: 1", "REQUEST ID: 2");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void credentialsAreMasked() {
        assertThat(Masking.value("Cookie", "a=b; c=d")).isEqualTo("[masked]");
        assertThat(Masking.value("Proxy-Authorization", "Basic abc")).isEqualTo("Basic [masked]");
        assertThat(Masking.value("Authorization", "sesame")).isEqualTo("[masked]");
        assertThat(Masking.value("X-Api-Key", "abc")).isEqualTo("[masked]");
        assertThat(Masking.value("X-Gitlab-Token", "abc")).isEqualTo("[masked]");
        assertThat(Masking.value("Stripe-Signature", "t=1,v1=2")).isEqualTo("t=[masked]");
        assertThat(Masking.value("X-GitHub-Event", "push")).isEqualTo("push");
    }

    private String written() throws IOException {
        log.close();
        return Files.readString(file);
    }

    private static Http2Headers head(String method, String path) {
        return new DefaultHttp2Headers(false)
                .method(method)
                .scheme("https")
                .authority("name.example.com")
                .path(path);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
