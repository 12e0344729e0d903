package io.terrateam.terratunnel.cli.terminal;

import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line per exchange, when it is over: `[HH:MM:SS] METHOD /path?query -> STATUS NNms`.
///
/// With a request log the exchange's UUID stands before the method. An exchange that was broken off
/// says why.
///
/// Thread: the agent's event loop.
public final class AccessLog implements ExchangeTap {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final LinePrinter printer;
    private final Style style;
    private final boolean showsIds;
    private final Clock clock;

    private long stampSecond = Long.MIN_VALUE;
    private String stamp = "";

    /// @param showsIds whether there is a request log to look the id up in
    /// @param clock tells the time of day, in the zone to print it in
    public AccessLog(LinePrinter printer, Style style, boolean showsIds, Clock clock) {
        this.printer = printer;
        this.style = style;
        this.showsIds = showsIds;
        this.clock = clock;
    }

    @Override
    public Recording begin(String id, Http2Headers requestHead) {
        String method = String.valueOf(requestHead.method());
        String path = String.valueOf(requestHead.path());
        return new Line(showsIds ? id + " " : "", SafeText.of(method + " " + path));
    }

    /// The time of day, made once a second.
    private String stamp() {
        long millis = clock.millis();
        long second = Math.floorDiv(millis, 1_000L);
        if (second != stampSecond) {
            stampSecond = second;
            ZonedDateTime now = Instant.ofEpochMilli(millis).atZone(clock.getZone());
            stamp = style.faint("[" + TIME.format(now) + "]");
        }
        return stamp;
    }

    private final class Line implements Recording {
        private final String id;
        private final String request;
        private final long startNanos = System.nanoTime();
        private @Nullable String status;

        Line(String id, String request) {
            this.id = id;
            this.request = request;
        }

        @Override
        public void responseHead(Http2Headers head) {
            status = String.valueOf(head.status());
        }

        @Override
        public void ended(boolean complete, String why) {
            long millis = (System.nanoTime() - startNanos) / 1_000_000;
            String end = complete || why.isEmpty() ? "" : " (" + SafeText.of(why) + ")";
            printer.out(
                    stamp()
                            + " "
                            + id
                            + request
                            + " -> "
                            + style.status(status == null ? "---" : status)
                            + " "
                            + millis
                            + "ms"
                            + end);
        }
    }
}
