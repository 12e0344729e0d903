package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.edge.link.BoundedFrameListener;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A visitor's HTTP/2 connection.
///
/// Thread: the visitor's loop, which stays as it is: its streams may belong to tunnels on several
/// loops. Limits: concurrent streams, windows, header lists and resets as configured; PING and
/// SETTINGS at most 100 a second. Spec: RFC 9113; RFC 8441 for WebSockets.
final class Http2Visitor extends BoundedFrameListener {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Visitor.class);

    private final Channel channel;
    private final VisitorServices services;
    private final RequestHeads heads;
    private final TurnFlusher flusher;
    private final VisitorHttp2Handler http2;
    private final Http2Connection.PropertyKey streamKey;
    private final VisitorDeadline deadline;

    private @Nullable ChannelHandlerContext ctx;
    private boolean goAwaySent;

    Http2Visitor(Channel channel, VisitorServices services) {
        this.channel = channel;
        this.services = services;
        this.heads = new RequestHeads(VisitorPeer.of(channel.remoteAddress(), services.proxies()));
        this.flusher = new TurnFlusher(channel);
        this.deadline = new VisitorDeadline(services.config().times(), this::expired);
        this.http2 = VisitorHttp2Handler.create(services.config(), this, this::requestEnded);
        this.streamKey = http2.connection().newKey();
        http2.connection().addListener(new StreamsEnd());
    }

    /// Adds the HTTP/2 handlers at the end of the pipeline.
    void install() {
        channel.pipeline().addLast(http2, new Tail());
        ctx = channel.pipeline().context(http2);
        deadline.watch(channel.eventLoop());
        deadline.await(VisitorDeadline.Awaiting.NEXT_REQUEST);
        http2.openConnectionWindow();
        flusher.request();
    }

    private boolean requestEnded(Http2Stream opened) {
        Http2VisitorStream stream = opened.getProperty(streamKey);
        return stream != null && stream.requestEnded();
    }

    // ---- for its streams

    Channel channel() {
        return channel;
    }

    VisitorServices services() {
        return services;
    }

    RequestHeads heads() {
        return heads;
    }

    Http2ConnectionHandler http2() {
        return http2;
    }

    ChannelHandlerContext context() {
        if (ctx == null) {
            throw new IllegalStateException("visitor connection: not installed");
        }
        return ctx;
    }

    void flushLater() {
        flusher.request();
    }

    // ---- frames from the visitor

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean ends)
            throws Http2Exception {
        Http2Stream opened = http2.connection().stream(streamId);
        Http2VisitorStream known = opened == null ? null : opened.getProperty(streamKey);
        if (known != null) {
            known.trailersRead(headers, ends);
        } else if (opened != null) {
            deadline.await(VisitorDeadline.Awaiting.NOTHING);
            Http2VisitorStream stream = new Http2VisitorStream(this, opened);
            opened.setProperty(streamKey, stream);
            stream.headRead(headers, ends);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean ends) {
        Http2Stream opened = http2.connection().stream(streamId);
        Http2VisitorStream stream = opened == null ? null : opened.getProperty(streamKey);
        if (stream == null) {
            return data.readableBytes() + padding;
        }
        return padding + stream.dataRead(data, ends);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
        Http2Stream opened = http2.connection().stream(streamId);
        Http2VisitorStream stream = opened == null ? null : opened.getProperty(streamKey);
        if (stream != null) {
            stream.gone();
        }
    }

    /// Ends the connection unless this gets through in time.
    void awaitSent(ChannelFuture sent) {
        deadline.await(VisitorDeadline.Awaiting.WRITE);
        sent.addListener(done -> awaitNextRequest());
    }

    private void awaitNextRequest() {
        boolean idle = http2.connection().numActiveStreams() == 0;
        deadline.await(
                idle ? VisitorDeadline.Awaiting.NEXT_REQUEST : VisitorDeadline.Awaiting.NOTHING);
    }

    private void expired(VisitorDeadline.Awaiting inVain) {
        if (inVain == VisitorDeadline.Awaiting.WRITE) {
            channel.close();
        } else {
            goAway();
        }
    }

    /// Takes no more requests; closes when those under way are done.
    void goAway() {
        if (!channel.isActive() || goAwaySent) {
            return;
        }
        goAwaySent = true;
        int last = http2.connection().remote().lastStreamCreated();
        http2.goAway(
                context(),
                last,
                Http2Error.NO_ERROR.code(),
                channel.alloc().buffer(0),
                context().newPromise());
        flusher.request();
        closeIfDone();
    }

    private void closeIfDone() {
        if (goAwaySent && http2.connection().numActiveStreams() == 0) {
            deadline.await(VisitorDeadline.Awaiting.WRITE);
            channel.writeAndFlush(channel.alloc().buffer(0))
                    .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
        }
    }

    /// Sees streams end, whatever ended them.
    private final class StreamsEnd extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream closed) {
            Http2VisitorStream stream = closed.getProperty(streamKey);
            if (stream != null) {
                stream.gone();
            }
            if (http2.connection().numActiveStreams() == 0 && channel.isActive()) {
                deadline.await(VisitorDeadline.Awaiting.NEXT_REQUEST);
                closeIfDone();
            }
        }
    }

    /// The end of the pipeline.
    private final class Tail extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof VisitorPipeline.Drain) {
                goAway();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            deadline.unwatch();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                LOG.error("visitor connection failed", cause);
            }
            ctx.close();
        }
    }
}
