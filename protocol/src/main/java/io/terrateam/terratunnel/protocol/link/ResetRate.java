package io.terrateam.terratunnel.protocol.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Stream;

/// Bounds how many streams an agent may reset.
///
/// `NO_ERROR` behind a complete answer does not count: that is how an agent stops an upload that
/// nobody reads any more, and any visitor can make it do so.
///
/// Thread: the link's loop. Limits: 2,000 in 30 s; one more is a connection error
/// `ENHANCE_YOUR_CALM`. Spec: RFC 9113 sections 8.1 and 10.5.
final class ResetRate extends Http2FrameListenerDecorator {

    private static final int PER_WINDOW = 2_000;
    private static final long WINDOW_NANOS = 30_000_000_000L;

    private final Http2Connection connection;
    private long windowBeganNanos = System.nanoTime();
    private int resets;

    ResetRate(Http2Connection connection, Http2FrameListener listener) {
        super(listener);
        this.connection = connection;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
            throws Http2Exception {
        if (errorCode != Http2Error.NO_ERROR.code() || isUnanswered(streamId)) {
            count();
        }
        super.onRstStreamRead(ctx, streamId, errorCode);
    }

    private boolean isUnanswered(int streamId) {
        Http2Stream stream = connection.stream(streamId);
        return stream != null && stream.state().remoteSideOpen();
    }

    private void count() throws Http2Exception {
        long now = System.nanoTime();
        if (now - windowBeganNanos > WINDOW_NANOS) {
            windowBeganNanos = now;
            resets = 0;
        }
        if (++resets > PER_WINDOW) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many resets");
        }
    }
}
