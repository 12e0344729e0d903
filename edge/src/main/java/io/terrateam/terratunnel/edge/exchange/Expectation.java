package io.terrateam.terratunnel.edge.exchange;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.link.RequestHead;

/// A visitor that may hold its body back until it is told to go on (`Expect: 100-continue`).
///
/// That is the origin's to say. Many never do and wait for the body, so after a second without a
/// word we say it.
///
/// Thread: the exchange's loop. Spec: RFC 9110 section 10.1.1.
final class Expectation {

    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final AsciiString CONTINUE = AsciiString.cached("100");

    private boolean open;
    private boolean metByUs;
    private boolean patient;

    Expectation(RequestHead head) {
        open = head.expectsContinue();
    }

    /// How long to wait for the origin now, where a response head may take `limitNanos`.
    long waitNanos(long limitNanos) {
        patient = open;
        return open ? Math.min(PATIENCE_NANOS, limitNanos) : limitNanos;
    }

    /// Whether the wait that is over was shorter than a response head's.
    boolean wasPatience() {
        boolean was = patient;
        patient = false;
        return was;
    }

    /// A part of the body has come: it is not held back.
    void bodyComes() {
        open = false;
    }

    /// Tells the visitor to go on, if it still waits.
    void meet(VisitorSide visitor) {
        if (open) {
            open = false;
            metByUs = true;
            visitor.interim(new DefaultHttp2Headers(false).status(CONTINUE));
        }
    }

    /// Whether an interim response says what the visitor has heard from us.
    boolean repeats(Http2Headers interim) {
        if (!CONTINUE.contentEquals(String.valueOf(interim.status()))) {
            return false;
        }
        open = false;
        return metByUs;
    }
}
