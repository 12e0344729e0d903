package io.terrateam.terratunnel.edge.link;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/// Counts the HTTP/2 frames that cost us work and carry nothing: PING, SETTINGS, PRIORITY and
/// unknown ones.
///
/// Thread: one connection's loop. Limits: 100 a second; one more is a connection error
/// `ENHANCE_YOUR_CALM`. Spec: RFC 9113 section 10.5.
public final class ControlFrameRate {

    private static final int PER_SECOND = 100;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private long secondBeganNanos;
    private int frames;

    /// Counts one frame.
    public void count() throws Http2Exception {
        long now = System.nanoTime();
        if (now - secondBeganNanos > SECOND_NANOS) {
            secondBeganNanos = now;
            frames = 0;
        }
        if (++frames > PER_SECOND) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "too many control frames");
        }
    }
}
