package io.terrateam.terratunnel.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.terrateam.terratunnel.agent.forward.ExchangeTap.Recording;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AccessLogTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T12:34:56Z"), ZoneOffset.UTC);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final LinePrinter printer = LinePrinter.start(stream, stream);

    @Test
    void oneLinePerExchange() {
        Recording line = begin(false, "/path?k=v&x=");
        line.responseHead(new DefaultHttp2Headers().status("201"));
        line.ended(true, "");

        assertThat(printed()).matches("\\[12:34:56] POST /path\\?k=v&x= -> 201 \\d+ms\n");
    }

    @Test
    void idStandsBeforeTheMethodWhereThereIsARequestLog() {
        Recording line = begin(true, "/");
        line.responseHead(new DefaultHttp2Headers().status("200"));
        line.ended(true, "");

        assertThat(printed()).matches("\\[12:34:56] the-id POST / -> 200 \\d+ms\n");
    }

    @Test
    void brokenExchangeSaysWhyAndEscapesAreHarmless() {
        begin(false, "/\u001b[2J").ended(false, "visitor left\n");

        assertThat(printed())
                .matches(
                        "\\[12:34:56] POST /\\\\x1b\\[2J -> --- \\d+ms \\(visitor left\\\\x0a\\)\n");
    }

    @Test
    void timeOfDayGoesOn() {
        InstantSource source = InstantSource.fixed(Instant.parse("2026-11-23T12:34:56.900Z"));
        AtomicReference<InstantSource> now = new AtomicReference<>(source);
        InstantSource running = () -> now.get().instant();
        Clock clock = running.withZone(ZoneOffset.ofHours(2));
        AccessLog log = new AccessLog(printer, new Style(false), false, clock);

        log.begin("id", new DefaultHttp2Headers(false).method("GET").path("/a")).ended(true, "");
        now.set(InstantSource.offset(source, Duration.ofMillis(100)));
        log.begin("id", new DefaultHttp2Headers(false).method("GET").path("/b")).ended(true, "");

        assertThat(printed()).containsSubsequence("[14:34:56] GET /a", "[14:34:57] GET /b");
    }

    private Recording begin(boolean showsIds, String path) {
        return new AccessLog(printer, new Style(false), showsIds, CLOCK)
                .begin("the-id", new DefaultHttp2Headers(false).method("POST").path(path));
    }

    private String printed() {
        printer.close();
        return out.toString(StandardCharsets.UTF_8);
    }
}
