package io.terrateam.terratunnel.edge.visitor;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Netty's HTTP/2 handler for visitors, which also knows how its streams ended.
///
/// Netty forgets a stream when it is closed and answers whatever comes for it with a stream error.
/// Only frames for a stream that we reset ourselves may still be under way; anything else is a
/// connection error.
///
/// Thread: the visitor's loop. Limits: remembers the last 256 closed streams. Spec: RFC 9113
/// sections 5.1 and 5.1.1.
final class VisitorHttp2Handler extends Http2ConnectionHandler {

    private static final int STREAM_WINDOW_BYTES = 64 << 10;
    private static final int CONNECTION_WINDOW_BYTES = 1 << 20;
    private static final int MAX_CONSECUTIVE_EMPTY_FRAMES = 10;
    private static final int REMEMBERED_STREAMS = 256;

    private final Map<Integer, Boolean> closedByOurReset =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                    return size() > REMEMBERED_STREAMS;
                }
            };

    private final Predicate<Http2Stream> requestEnded;

    private VisitorHttp2Handler(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Predicate<Http2Stream> requestEnded) {
        super(decoder, encoder, settings, true);
        this.requestEnded = requestEnded;
        connection()
                .addListener(
                        new Http2ConnectionAdapter() {
                            @Override
                            public void onStreamClosed(Http2Stream stream) {
                                closedByOurReset.put(stream.id(), stream.isResetSent());
                            }
                        });
    }

    /// Makes the handler of one connection.
    ///
    /// @param requestEnded whether a stream has carried a whole, well-formed request
    static VisitorHttp2Handler create(
            EdgeConfig config, Http2FrameListener listener, Predicate<Http2Stream> requestEnded) {
        return new Builder(config, listener, requestEnded).build();
    }

    /// Widens the connection's window; call it once the handler is in its pipeline.
    void openConnectionWindow() {
        Http2Stream whole = connection().connectionStream();
        try {
            int now = connection().local().flowController().initialWindowSize(whole);
            connection()
                    .local()
                    .flowController()
                    .incrementWindowSize(whole, CONNECTION_WINDOW_BYTES - now);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx,
            boolean outbound,
            Throwable cause,
            Http2Exception.StreamException error) {
        Http2Stream stream = outbound ? null : connection().stream(error.streamId());
        if (stream != null
                && error.error() == Http2Error.PROTOCOL_ERROR
                && requestEnded.test(stream)) {
            // Whatever is wrong with a frame behind the end: that it came at all is worse.
            super.onStreamError(ctx, false, cause, closedStreamError(error));
            return;
        }
        boolean unknown = !outbound && stream == null;
        if (!unknown || error.error() != Http2Error.STREAM_CLOSED) {
            super.onStreamError(ctx, outbound, cause, error);
            return;
        }
        Boolean byOurReset = closedByOurReset.get(error.streamId());
        if (Boolean.TRUE.equals(byOurReset)) {
            return;
        }
        Http2Error code = byOurReset == null ? Http2Error.PROTOCOL_ERROR : Http2Error.STREAM_CLOSED;
        onConnectionError(
                ctx,
                false,
                cause,
                Http2Exception.connectionError(
                        code, "frame for closed stream %d", error.streamId()));
    }

    private static Http2Exception.StreamException closedStreamError(
            Http2Exception.StreamException error) {
        return (Http2Exception.StreamException)
                Http2Exception.streamError(
                        error.streamId(), Http2Error.STREAM_CLOSED, "frame after END_STREAM");
    }

    private static final class Builder
            extends AbstractHttp2ConnectionHandlerBuilder<VisitorHttp2Handler, Builder> {

        private final Predicate<Http2Stream> requestEnded;

        Builder(
                EdgeConfig config,
                Http2FrameListener listener,
                Predicate<Http2Stream> requestEnded) {
            this.requestEnded = requestEnded;
            Http2Connection connection = new DefaultHttp2Connection(true);
            connection
                    .remote()
                    .flowController(
                            new DefaultHttp2RemoteFlowController(
                                    connection, new UniformStreamByteDistributor(connection)));
            connection(connection);
            initialSettings(
                    new Http2Settings()
                            .maxConcurrentStreams(config.counts().streamsPerVisitorConnection())
                            .initialWindowSize(STREAM_WINDOW_BYTES)
                            .maxHeaderListSize(config.sizes().headers())
                            .connectProtocolEnabled(true));
            frameListener(listener);
            encoderIgnoreMaxHeaderListSize(true);
            decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_CONSECUTIVE_EMPTY_FRAMES);
            validateHeaders(true);
        }

        @Override
        protected VisitorHttp2Handler build() {
            return super.build();
        }

        @Override
        protected VisitorHttp2Handler build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings settings) {
            return new VisitorHttp2Handler(decoder, encoder, settings, requestEnded);
        }
    }
}
