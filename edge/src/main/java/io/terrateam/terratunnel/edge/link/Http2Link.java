package io.terrateam.terratunnel.edge.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.link.LinkHttp2;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A link of version 2: HTTP/2 inside a WebSocket, the edge being the side that opens streams.
///
/// Thread: its channel's loop, which is its tunnel's. Limits: all streams together hold at most
/// `linkBuffer` bytes that visitors have not taken ([LinkBuffer]); beyond that the one that holds
/// most is given up, for a few visitors who don't read must not fill the server. Rotated with
/// GOAWAY long before stream ids run out. Spec: RFC 9113; `PROTOCOL.md`. Failure: a link that ends
/// tells each of its open streams exactly once.
public final class Http2Link extends BoundedFrameListener implements Link {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Link.class);

    private final String id;
    private final boolean pooled;
    private final boolean digests;
    private final EdgeConfig config;
    private final Lifecycle lifecycle;
    private final Channel channel;
    private final TurnFlusher flusher;
    private final Http2ConnectionHandler http2;
    private final Http2Connection.PropertyKey streamKey;
    private final LinkBuffer buffer;

    private @Nullable ChannelHandlerContext ctx;
    private boolean opened;
    private boolean draining;
    private boolean silent;
    private int lastProcessedStreamId = Integer.MAX_VALUE;

    /// A link over a channel whose WebSocket handshake is done; add [#handler] to its pipeline,
    /// then call [#begin].
    public Http2Link(
            String id,
            LinkUpgrade upgrade,
            Channel channel,
            EdgeConfig config,
            Lifecycle lifecycle) {
        this.id = id;
        this.pooled = upgrade.wantsPool();
        this.digests = upgrade.wantsDigests();
        this.channel = channel;
        this.config = config;
        this.lifecycle = lifecycle;
        this.flusher = new TurnFlusher(channel);
        this.buffer = new LinkBuffer(config.sizes().linkBuffer());
        this.http2 = LinkHttp2.edgeRole(config.linkLimits(), this, this::carriesWebSocket);
        this.streamKey = http2.connection().newKey();
        http2.connection().addListener(new StreamsEnd());
    }

    /// The HTTP/2 handler to put behind the WebSocket codec.
    public Http2ConnectionHandler handler() {
        return http2;
    }

    /// Starts the wait for the agent's settings; the handler has been added.
    public void begin() throws Http2Exception {
        ctx = channel.pipeline().context(http2);
        LinkHttp2.openConnectionWindow(context(), config.linkLimits());
        flusher.request();
        long openingMillis = config.times().linkOpening().toMillis();
        channel.eventLoop().schedule(this::giveUpOpening, openingMillis, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> stopTakingStreams());
    }

    private void giveUpOpening() {
        if (!opened) {
            close(1002, "no settings in time");
        }
    }

    // ---- Link

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean pooled() {
        return pooled;
    }

    @Override
    public boolean digests() {
        return digests;
    }

    @Override
    public boolean isOpen() {
        return opened && !draining && channel.isActive();
    }

    @Override
    public boolean hasRoom() {
        return isOpen() && http2.connection().local().canOpenStream();
    }

    @Override
    public int openStreams() {
        return http2.connection().numActiveStreams();
    }

    @Override
    public LinkStream open(RequestHead head, LinkStreamListener listener) {
        int streamId = http2.connection().local().incrementAndGetNextStreamId();
        Http2LinkStream stream = new Http2LinkStream(this, streamId, head.upgrade(), listener);
        http2.encoder()
                .writeHeaders(
                        context(),
                        streamId,
                        head.fields(),
                        0,
                        head.endsHere(),
                        context().newPromise());
        Http2Stream opened = http2.connection().stream(streamId);
        if (opened == null) {
            channel.eventLoop().execute(() -> stream.ended(StreamEnd.NOT_PROCESSED));
            return stream;
        }
        opened.setProperty(streamKey, stream);
        stream.attach(opened);
        flusher.request();
        if (streamId / 2 >= config.counts().exchangesPerLink()) { // Ids go up by two.
            drain(LinkHandshake.GOAWAY_ROTATE);
        }
        return stream;
    }

    @Override
    public void drain(String reason) {
        if (draining || !channel.isActive()) {
            return;
        }
        ByteBuf debugData = Unpooled.copiedBuffer(reason, StandardCharsets.US_ASCII);
        http2.encoder()
                .writeGoAway(
                        context(),
                        http2.connection().remote().lastStreamCreated(),
                        Http2Error.NO_ERROR.code(),
                        debugData,
                        context().newPromise());
        flusher.request();
        stopTakingStreams();
        closeAfterDrainTime(reason);
        closeIfDrained();
    }

    private void closeAfterDrainTime(String reason) {
        long drainMillis = config.times().drain().toMillis();
        channel.eventLoop().schedule(() -> close(1001, reason), drainMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close(int webSocketCode, String reason) {
        stopTakingStreams();
        if (channel.isActive()) {
            WebSocketCodec.close(channel, webSocketCode, reason);
        }
    }

    private void stopTakingStreams() {
        if (!draining) {
            draining = true;
            lifecycle.closed(this);
        }
    }

    private void closeIfDrained() {
        if (draining && openStreams() == 0 && channel.isActive()) {
            // A turn later, so that the GOAWAY and the last frames are out before the close frame.
            channel.eventLoop().execute(() -> close(1001, "drained"));
        }
    }

    // ---- frames from the agent

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
            throws Http2Exception {
        super.onSettingsRead(ctx, settings);
        if (!opened) {
            opened = true;
            if (!draining) {
                lifecycle.opened(this);
            }
        } else if (!draining) {
            lifecycle.roomAgain(this); // there may be room for more streams now
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean ends) {
        Http2LinkStream stream = streamOf(streamId);
        if (stream == null) {
            return data.readableBytes() + padding;
        }
        stream.dataRead(data, ends);
        buffer.relieve();
        return padding;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean ends)
            throws Http2Exception {
        Http2LinkStream stream = streamOf(streamId);
        if (stream != null) {
            stream.headersRead(headers, ends);
        }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
        Http2LinkStream stream = streamOf(streamId);
        if (stream != null) {
            boolean refused = errorCode == Http2Error.REFUSED_STREAM.code();
            stream.ended(refused ? StreamEnd.NOT_PROCESSED : StreamEnd.BROKEN);
        }
    }

    @Override
    public void onGoAwayRead(
            ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
        LOG.debug("agent sent goaway link={} error={}", id, errorCode);
    }

    private boolean carriesWebSocket(int streamId) {
        Http2LinkStream stream = streamOf(streamId);
        return stream != null && stream.isUpgrade();
    }

    private @Nullable Http2LinkStream streamOf(int streamId) {
        Http2Stream stream = http2.connection().stream(streamId);
        return stream == null ? null : stream.getProperty(streamKey);
    }

    @Override
    public void fellSilent() {
        silent = true;
    }

    // ---- for its streams

    Http2ConnectionHandler http2() {
        return http2;
    }

    ChannelHandlerContext context() {
        if (ctx == null) {
            throw new IllegalStateException("link: not begun");
        }
        return ctx;
    }

    void flushLater() {
        flusher.request();
    }

    LinkBuffer buffer() {
        return buffer;
    }

    static boolean isInterim(Http2Headers headers) {
        CharSequence status = headers.status();
        return status != null && HttpStatusClass.valueOf(status) == HttpStatusClass.INFORMATIONAL;
    }

    /// Sees streams end, whatever ended them.
    private final class StreamsEnd extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream closed) {
            Http2LinkStream stream = closed.getProperty(streamKey);
            if (stream != null) {
                if (!channel.isActive()) {
                    stream.ended(silent ? StreamEnd.LINK_SILENT : StreamEnd.LINK_LOST);
                } else {
                    boolean untouched = closed.id() > lastProcessedStreamId;
                    stream.ended(untouched ? StreamEnd.NOT_PROCESSED : StreamEnd.BROKEN);
                }
            }
            if (draining) {
                closeIfDrained();
            } else {
                lifecycle.roomAgain(Http2Link.this);
            }
        }

        @Override
        public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
            lastProcessedStreamId = lastStreamId;
            if (!draining) {
                stopTakingStreams();
                closeAfterDrainTime("goaway");
            }
            channel.eventLoop().execute(Http2Link.this::closeIfDrained);
        }
    }
}
