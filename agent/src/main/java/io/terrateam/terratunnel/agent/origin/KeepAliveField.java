package io.terrateam.terratunnel.agent.origin;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// How long an origin says that it keeps an idle connection.
///
/// Spec: RFC 2068 section 19.7.1.1 (`Keep-Alive: timeout=5`), in wide use. Thread: stateless.
final class KeepAliveField {

    private static final AsciiString NAME = AsciiString.cached("keep-alive");
    private static final String TIMEOUT = "timeout=";

    private KeepAliveField() {}

    /// Nanoseconds after which to leave the connection alone: a second less than what the origin
    /// says.
    static long limitNanos(HttpHeaders head) {
        String value = head.get(NAME);
        if (value == null) {
            return Long.MAX_VALUE;
        }
        for (String part : value.split(",", -1)) {
            String parameter = part.trim().toLowerCase(Locale.ROOT);
            if (parameter.startsWith(TIMEOUT)) {
                return nanos(parameter.substring(TIMEOUT.length()));
            }
        }
        return Long.MAX_VALUE;
    }

    private static long nanos(String seconds) {
        if (seconds.isEmpty()
                || seconds.length() > 9
                || !seconds.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.MAX_VALUE;
        }
        return TimeUnit.SECONDS.toNanos(Math.max(0, Long.parseLong(seconds) - 1));
    }
}
