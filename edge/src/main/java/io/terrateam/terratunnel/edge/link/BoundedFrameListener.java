package io.terrateam.terratunnel.edge.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/// Hears a connection's HTTP/2 frames and bounds those that cost us work and carry nothing: PING,
/// SETTINGS, PRIORITY and unknown ones.
///
/// Thread: one connection's loop. Limits: 100 of them a second; one more is a connection error
/// `ENHANCE_YOUR_CALM`. Spec: RFC 9113 section 10.5.
public abstract class BoundedFrameListener extends Http2EventAdapter {

    private static final int PER_SECOND = 100;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private long secondBeganNanos;
    private int frames;

    /// Hears nothing yet.
    protected BoundedFrameListener() {}

    private void count() throws Http2Exception {
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

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
            throws Http2Exception {
        count();
    }

    @Override
    public final void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count();
    }

    @Override
    public final void onPriorityRead(
            ChannelHandlerContext ctx,
            int streamId,
            int streamDependency,
            short weight,
            boolean exclusive)
            throws Http2Exception {
        count();
    }

    @Override
    public final void onUnknownFrame(
            ChannelHandlerContext ctx,
            byte frameType,
            int streamId,
            Http2Flags flags,
            ByteBuf payload)
            throws Http2Exception {
        count();
    }

    /// Heads with a priority are heard as those without: nobody acts on it.
    @Override
    public final void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ends)
            throws Http2Exception {
        onHeadersRead(ctx, streamId, headers, padding, ends);
    }
}
