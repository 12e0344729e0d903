package io.terrateam.terratunnel.edge.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import org.jspecify.annotations.Nullable;

/// One stream of an [Http2Link].
///
/// Its receive window grows while its visitor keeps up, so that a fast download over a long way is
/// not held to one window per round trip, and a slow one never holds more than it began with.
///
/// Thread: the link's loop. Limits: bytes of the response count against the link's budget from when
/// they come until [#responseBodyTaken], also beyond the stream's end.
final class Http2LinkStream extends LinkBuffer.Holder implements LinkStream {

    private static final int MAX_WINDOW_BYTES = 1 << 20;
    private static final int COPY_BELOW_BYTES = 4 << 10;

    private final Http2Link link;
    private final int streamId;
    private final boolean upgrade;
    private final LinkStreamListener listener;

    private @Nullable Http2Stream stream;
    private boolean headSeen;
    private boolean over;
    private long takenSinceGrowth;

    Http2LinkStream(Http2Link link, int streamId, boolean upgrade, LinkStreamListener listener) {
        this.upgrade = upgrade;
        this.link = link;
        this.streamId = streamId;
        this.listener = listener;
    }

    boolean isUpgrade() {
        return upgrade;
    }

    void attach(Http2Stream opened) {
        stream = opened;
    }

    // ---- toward the agent

    @Override
    public void requestBody(ByteBuf part, boolean ends) {
        int bytes = part.readableBytes();
        if (isGone()) {
            part.release();
            return;
        }
        ChannelPromise written = link.context().newPromise();
        if (!ends) {
            written.addListener(done -> sent(bytes));
        }
        link.http2().encoder().writeData(link.context(), streamId, part, 0, ends, written);
        link.flushLater();
    }

    private void sent(int bytes) {
        if (!over) {
            listener.requestBodySent(bytes);
        }
    }

    @Override
    public void requestTrailers(Http2Headers trailers) {
        if (!isGone()) {
            ChannelHandlerContext ctx = link.context();
            ChannelFuture written =
                    link.http2()
                            .encoder()
                            .writeHeaders(ctx, streamId, trailers, 0, true, ctx.newPromise());
            written.addListener(done -> {});
            link.flushLater();
        }
    }

    @Override
    public void responseBodyTaken(int bytes) {
        int mine = link.buffer().giveBack(this, bytes);
        Http2Stream open = stream;
        if (open == null || isGone()) {
            return;
        }
        try {
            Http2LocalFlowController windows = link.http2().connection().local().flowController();
            boolean updated = windows.consumeBytes(open, mine);
            if (grow(windows, open, mine) || updated) {
                link.flushLater();
            }
        } catch (Http2Exception e) {
            reset(Http2Error.INTERNAL_ERROR, StreamEnd.BROKEN);
        }
    }

    /// Doubles the window when two windows' worth went through with next to nothing waiting.
    private boolean grow(Http2LocalFlowController windows, Http2Stream open, long taken)
            throws Http2Exception {
        int window = windows.initialWindowSize(open);
        takenSinceGrowth += taken;
        if (heldBytes() > window / 4) {
            takenSinceGrowth = 0;
        }
        if (takenSinceGrowth < 2L * window || window >= MAX_WINDOW_BYTES) {
            return false;
        }
        takenSinceGrowth = 0;
        windows.incrementWindowSize(open, Math.min(window, MAX_WINDOW_BYTES - window));
        return true;
    }

    @Override
    public void cancel() {
        reset(Http2Error.CANCEL, null);
    }

    /// Resets the stream; the listener hears `end`, or nothing where that is null.
    void reset(Http2Error error, @Nullable StreamEnd end) {
        boolean heard = over;
        over = true;
        if (!isGone()) {
            ChannelHandlerContext ctx = link.context();
            link.http2().resetStream(ctx, streamId, error.code(), ctx.newPromise());
            link.flushLater();
        }
        if (!heard && end != null) {
            listener.streamEnded(end);
        }
    }

    /// Even where the response has ended and the listener has heard all of it: its visitor has not.
    @Override
    protected void tooSlow() {
        reset(Http2Error.CANCEL, null);
        listener.streamEnded(StreamEnd.TOO_SLOW);
    }

    // ---- from the agent

    void headersRead(Http2Headers headers, boolean ends) {
        if (over) {
            return;
        }
        if (headSeen) {
            if (ends) {
                listener.responseTrailers(headers);
            } else {
                reset(Http2Error.PROTOCOL_ERROR, StreamEnd.BROKEN);
            }
        } else if (!isStatus(headers.status())) {
            reset(Http2Error.PROTOCOL_ERROR, StreamEnd.BROKEN);
        } else if (Http2Link.isInterim(headers)) {
            listener.interim(headers);
        } else {
            headSeen = true;
            listener.responseHead(headers, ends);
        }
    }

    /// Three digits (RFC 9110 section 15), but not 101, which HTTP/2 does not have.
    private static boolean isStatus(@Nullable CharSequence status) {
        boolean known =
                status != null
                        && status.length() == 3
                        && HttpStatusClass.valueOf(status) != HttpStatusClass.UNKNOWN;
        return known && !"101".contentEquals(status);
    }

    void dataRead(ByteBuf data, boolean ends) {
        int bytes = data.readableBytes();
        link.buffer().hold(this, bytes);
        if (over || !headSeen) {
            responseBodyTaken(bytes);
            return;
        }
        // A small part must not keep the whole read buffer alive while a slow visitor holds it.
        ByteBuf part = bytes < COPY_BELOW_BYTES ? data.copy() : data.retain();
        listener.responseBody(part, ends);
    }

    /// The stream is over; the listener hears it even if the response has ended, for a WebSocket
    /// may have lost only one half.
    void ended(StreamEnd end) {
        if (!over) {
            over = true;
            listener.streamEnded(end);
        }
    }

    private boolean isGone() {
        return stream == null || stream.state() == Http2Stream.State.CLOSED;
    }
}
