package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.edge.directory.Tunnel;
import io.terrateam.terratunnel.edge.exchange.Exchange;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.exchange.VisitorSide;
import io.terrateam.terratunnel.edge.link.ChannelMover;
import io.terrateam.terratunnel.edge.link.LinkAcceptor;
import io.terrateam.terratunnel.edge.link.LinkUpgrade;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A visitor's HTTP/1.1 connection: one exchange after the other, each judged, routed and begun here.
///
/// Thread: the visitor's loop; at an exchange with a tunnel on another loop the connection moves there first, so that
/// visitor, exchange and link are all on one thread.
/// Owns: messages that came while the connection could not take them: at most what one read brings.
/// Limits: [VisitorDeadline] says how long each phase may take, [RequestReading] when the visitor is read.
/// Spec: RFC 9112; RFC 6455 section 4 for upgrades, which become raw bytes both ways.
final class Http1VisitorHandler extends ChannelInboundHandlerAdapter
        implements VisitorSide, LinkAcceptor.HttpSide, StrictRequestDecoder.HeadStart {

    private static final Logger LOG = LoggerFactory.getLogger(Http1VisitorHandler.class);
    private static final int MAX_LINGER_BYTES = 16 << 20;

    private final Channel channel;
    private final VisitorServices services;
    private final StrictRequestDecoder decoder;
    private final Http1ResponseEncoder encoder = new Http1ResponseEncoder();
    private final TurnFlusher flusher;
    private final RequestHeads heads;
    private final VisitorDeadline deadline;
    private final RequestReading reading;
    private final ArrayDeque<Object> pending = new ArrayDeque<>(0);

    private ConnectionPhase phase = ConnectionPhase.IDLE;
    private @Nullable HttpRequest request;
    private @Nullable RequestHead head;
    private @Nullable Exchange exchange;
    private Http1Response response;
    private boolean requestComplete;
    private boolean closeAfter;
    private boolean drainingPending;
    private int unwrittenBytes;
    private int lingeredBytes;

    Http1VisitorHandler(Channel channel, VisitorServices services) {
        this.channel = channel;
        this.services = services;
        this.decoder = new StrictRequestDecoder(services.config().sizes(), this);
        this.flusher = new TurnFlusher(channel, () -> response.sendHead());
        this.heads = new RequestHeads(VisitorPeer.of(channel.remoteAddress(), services.proxies()));
        this.deadline = new VisitorDeadline(services.config().times(), this::expired);
        this.reading = new RequestReading(channel);
        this.response = new Http1Response(channel, false, false);
    }

    /// Adds the HTTP/1.1 handlers at the end of the pipeline.
    void install() {
        channel.pipeline().addLast(decoder, encoder, this);
        deadline.watch(channel.eventLoop());
        deadline.await(VisitorDeadline.Awaiting.NEXT_REQUEST);
    }

    // ---- what comes in

    @Override
    public void headBegan() {
        if (phase == ConnectionPhase.IDLE) {
            phase = ConnectionPhase.HEAD;
            deadline.await(VisitorDeadline.Awaiting.HEAD);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (phase) {
            case LINGER, CLOSED -> discard(message);
            case MOVING, LINK -> pending.add(message);
            default -> {
                if (pending.isEmpty()) {
                    take(message);
                } else {
                    pending.add(message);
                }
            }
        }
    }

    private void take(Object message) {
        if (message instanceof HttpRequest next) {
            if (phase == ConnectionPhase.EXCHANGE) {
                // Pipelined: it waits until the one before it has been answered.
                pending.add(next);
                reading.hold();
            } else {
                begin(next);
            }
        } else if (message instanceof HttpContent content) {
            takeContent(content);
        } else if (message instanceof ByteBuf raw && phase == ConnectionPhase.UPGRADED) {
            takeBody(raw, false);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void takePending() {
        if (drainingPending) {
            return;
        }
        drainingPending = true;
        while (!pending.isEmpty() && mayTake(pending.peek())) {
            take(pending.remove());
        }
        drainingPending = false;
        if (pending.isEmpty()) {
            reading.letGo();
        }
    }

    private boolean mayTake(@Nullable Object message) {
        return switch (phase) {
            case IDLE, HEAD, UPGRADED, LINGER, CLOSED -> true;
            case EXCHANGE -> !(message instanceof HttpRequest);
            case MOVING, LINK -> false;
        };
    }

    private void begin(HttpRequest next) {
        boolean isHead = next.method().equals(HttpMethod.HEAD);
        boolean http10 = next.protocolVersion().equals(HttpVersion.HTTP_1_0);
        phase = ConnectionPhase.EXCHANGE;
        deadline.await(VisitorDeadline.Awaiting.NOTHING);
        request = next;
        head = null;
        requestComplete = next instanceof LastHttpContent || !RequestHeads.hasBody(next.headers());
        closeAfter = !HttpUtil.isKeepAlive(next);
        encoder.answersHead(isHead);
        response = new Http1Response(channel, isHead, http10);
        reading.begin();
        HeadPolicy.Verdict verdict = services.policy().check(next, decoder.takeFault());
        HeadPolicy.Checked checked = verdict.checked();
        if (checked == null) {
            closeAfter = true;
            requestComplete = false;
            fail(verdict.failure() == null ? new ExchangeFailure.Internal() : verdict.failure());
        } else if (services.isDraining()) {
            closeAfter = true;
            fail(new ExchangeFailure.Draining());
        } else {
            route(next, checked);
        }
        if (next instanceof LastHttpContent full) {
            full.release();
        }
    }

    private void route(HttpRequest next, HeadPolicy.Checked checked) {
        switch (services.router().route(checked.authority())) {
            case HostRouter.Route.ToTunnel(Tunnel tunnel) -> toTunnel(tunnel, next, checked);
            case HostRouter.Route.Unserved unserved -> {
                HttpRequest asked = next;
                services.explainUnserved(
                        unserved.name(),
                        channel.eventLoop(),
                        failure -> {
                            if (asked.equals(request) && phase == ConnectionPhase.EXCHANGE) {
                                fail(failure);
                            }
                        });
            }
            case HostRouter.Route.NoTunnel none -> fail(new ExchangeFailure.NoSuchTunnel());
            case HostRouter.Route.ToControl control -> toControl(next, checked, true);
            case HostRouter.Route.Foreign foreign -> toControl(next, checked, false);
        }
    }

    private void toControl(HttpRequest next, HeadPolicy.Checked checked, boolean ownHost) {
        String path = checked.path();
        boolean link = path.equals(LinkHandshake.PATH) || path.startsWith(LinkHandshake.PATH + "?");
        if (link && LinkUpgrade.isWebSocket(next)) {
            phase = ConnectionPhase.LINK;
            deadline.unwatch();
            channel.pipeline().remove(decoder);
            services.links().accept(channel, new LinkUpgrade(next), this);
        } else if (ownHost || path.equals(OwnPages.HEALTH_PATH)) {
            boolean html = RequestHeads.prefersHtml(next.headers().get(HttpHeaderNames.ACCEPT));
            send(services.pages().answer(next.method().name(), path, html, RequestIds.next()));
        } else {
            fail(new ExchangeFailure.Misdirected());
        }
    }

    private void toTunnel(Tunnel tunnel, HttpRequest next, HeadPolicy.Checked checked) {
        RequestHead made = heads.fromHttp1(next, checked);
        head = made;
        if (ForwardingFields.isLoop(next.headers().getAll(HttpHeaderNames.VIA))) {
            fail(new ExchangeFailure.Loop());
            return;
        }
        long limit = services.config().sizes().requestBody();
        if (limit > 0 && HttpUtil.getContentLength(next, -1L) > limit) {
            fail(new ExchangeFailure.BodyTooLarge(limit));
            return;
        }
        exchange = new Exchange(made, this, tunnel, services.config());
        if (made.upgrade()) {
            requestComplete = false;
            phase = ConnectionPhase.MOVING;
            channel.pipeline().remove(decoder);
        }
        if (tunnel.loop() == channel.eventLoop()) {
            startExchange();
        } else {
            moveTo(tunnel.loop());
        }
    }

    private void moveTo(EventLoop loop) {
        phase = ConnectionPhase.MOVING;
        deadline.unwatch();
        ChannelMover.move(
                channel,
                loop,
                () -> {
                    deadline.watch(loop);
                    reading.letGo();
                    startExchange();
                    takePending();
                });
        reading.hold();
    }

    private void startExchange() {
        RequestHead made = head;
        Exchange begun = exchange;
        if (made == null || begun == null) {
            return;
        }
        phase = made.upgrade() ? ConnectionPhase.UPGRADED : ConnectionPhase.EXCHANGE;
        begun.start();
        awaitBody();
        takePending();
    }

    private void takeContent(HttpContent content) {
        boolean ends = content instanceof LastHttpContent;
        if (phase != ConnectionPhase.EXCHANGE || requestComplete) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            closeAfter = true;
            failRequest(HeadPolicy.bad(400, "The request body is not well-formed."));
            return;
        }
        HttpHeaders trailers = ends ? ((LastHttpContent) content).trailingHeaders() : null;
        requestComplete = ends;
        if (trailers == null || trailers.isEmpty()) {
            takeBody(content.content(), ends);
        } else {
            takeBody(content.content(), false);
            Http2Headers fields = new DefaultHttp2Headers(false);
            FieldRules.copyToHttp2(trailers, fields);
            if (exchange != null) {
                exchange.requestTrailers(fields);
            }
        }
        awaitBody();
    }

    private void takeBody(ByteBuf part, boolean ends) {
        Exchange running = exchange;
        if (running == null) {
            part.release();
            return;
        }
        boolean fastEnough = reading.received(part.readableBytes());
        if (!fastEnough && phase == ConnectionPhase.EXCHANGE) {
            part.release();
            closeAfter = true;
            failRequest(HeadPolicy.bad(408, "The request body came too slowly."));
            return;
        }
        running.requestBody(part, ends);
    }

    private void failRequest(ExchangeFailure failure) {
        requestComplete = false;
        if (exchange != null) {
            exchange.requestFailed(failure);
        } else {
            fail(failure);
        }
    }

    private void awaitBody() {
        if (phase == ConnectionPhase.EXCHANGE && unwrittenBytes == 0) {
            boolean waiting = !requestComplete && reading.isReading();
            deadline.await(
                    waiting
                            ? VisitorDeadline.Awaiting.REQUEST_BODY
                            : VisitorDeadline.Awaiting.NOTHING);
        }
    }

    // ---- what goes out

    @Override
    public void interim(Http2Headers interim) {
        response.interim(interim);
        flusher.request();
    }

    @Override
    public void responseHead(Http2Headers fields, boolean ends) {
        flusher.request();
        if (phase == ConnectionPhase.UPGRADED) {
            if ("200".contentEquals(String.valueOf(fields.status()))) {
                switchProtocols(fields);
                return;
            }
            closeAfter = true;
        }
        closeAfter |= services.isDraining() || !requestComplete && ends;
        response.head(fields, ends, closeAfter);
        if (ends) {
            responseComplete();
        }
    }

    private void switchProtocols(Http2Headers fields) {
        HttpRequest asked = request;
        String key = asked == null ? null : asked.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        response.switchTo(fields, LinkUpgrade.accept(key));
        channel.pipeline().remove(encoder);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    @Override
    public void responseBody(ByteBuf part, boolean ends) {
        int bytes = part.readableBytes();
        ChannelPromise written = channel.voidPromise();
        if (!ends || unwrittenBytes > 0) {
            unwrittenBytes += bytes;
            deadline.await(VisitorDeadline.Awaiting.WRITE);
            Exchange running = exchange;
            written = channel.newPromise().addListener(done -> written(running, bytes));
        }
        if (phase == ConnectionPhase.UPGRADED && response.isSwitched()) {
            channel.write(part, written);
        } else {
            response.body(part, ends, written);
        }
        flusher.request();
        if (ends) {
            responseComplete();
        }
    }

    private void written(@Nullable Exchange running, int bytes) {
        unwrittenBytes -= bytes;
        if (unwrittenBytes > 0) {
            deadline.await(VisitorDeadline.Awaiting.WRITE);
        } else if (phase == ConnectionPhase.UPGRADED) {
            deadline.await(VisitorDeadline.Awaiting.NOTHING);
        } else {
            awaitBody();
        }
        if (running != null) {
            running.responseBodyWritten(bytes);
        }
    }

    @Override
    public void responseTrailers(Http2Headers trailers) {
        response.trailers(trailers);
        flusher.request();
        responseComplete();
    }

    @Override
    public void abortResponse() {
        if (response.endsWithConnection()) {
            // Without a length only a reset tells a cut body from a complete one.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        close();
    }

    @Override
    public void fail(ExchangeFailure failure) {
        if (response.begun()) {
            abortResponse();
            return;
        }
        HttpRequest asked = request;
        boolean html =
                asked != null
                        && RequestHeads.prefersHtml(asked.headers().get(HttpHeaderNames.ACCEPT));
        String id = head == null ? RequestIds.next() : head.requestId();
        send(ErrorResponses.render(ErrorResponses.answer(failure), html, id));
    }

    private void send(ErrorResponses.Rendered answer) {
        closeAfter |= !requestComplete || phase == ConnectionPhase.UPGRADED;
        response.head(answer.head(), false, closeAfter);
        response.body(Unpooled.wrappedBuffer(answer.body()), true, channel.voidPromise());
        flusher.request();
        responseComplete();
    }

    @Override
    public void requestBodyTaken(int bytes) {
        reading.taken(bytes);
        awaitBody();
    }

    @Override
    public void stopRequestBody(@Nullable ExchangeFailure failure) {
        // The connection lingers already: responseComplete() saw that the request was not.
    }

    private void responseComplete() {
        exchange = phase == ConnectionPhase.UPGRADED && response.isSwitched() ? exchange : null;
        if (phase == ConnectionPhase.UPGRADED && response.isSwitched()) {
            afterFlush(() -> ((DuplexChannel) channel).shutdownOutput());
        } else if (!requestComplete) {
            linger();
        } else if (closeAfter) {
            phase = ConnectionPhase.CLOSED;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            nextRequest();
        }
    }

    private void nextRequest() {
        phase = ConnectionPhase.IDLE;
        request = null;
        head = null;
        deadline.await(VisitorDeadline.Awaiting.NEXT_REQUEST);
        if (!pending.isEmpty()) {
            takePending();
        }
    }

    private void linger() {
        phase = ConnectionPhase.LINGER;
        deadline.await(VisitorDeadline.Awaiting.LINGER);
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
        afterFlush(
                () -> {
                    ((DuplexChannel) channel).shutdownOutput();
                    reading.begin();
                    reading.letGo();
                });
    }

    private void discard(Object message) {
        if (message instanceof HttpContent content) {
            lingeredBytes += content.content().readableBytes();
        } else if (message instanceof ByteBuf raw) {
            lingeredBytes += raw.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (lingeredBytes > MAX_LINGER_BYTES) {
            close();
        }
    }

    private void afterFlush(Runnable action) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> action.run());
    }

    // ---- links

    @Override
    public void answerAndClose(FullHttpResponse refusal) {
        deadline.watch(channel.eventLoop());
        refusal.headers().set(HttpHeaderNames.CONTENT_LENGTH, refusal.content().readableBytes());
        refusal.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.write(refusal, channel.voidPromise());
        linger();
    }

    @Override
    public void makeWay(FullHttpResponse switching, Runnable ready) {
        ChannelPipeline pipeline = channel.pipeline();
        channel.writeAndFlush(switching, channel.voidPromise());
        pipeline.remove(encoder);
        ready.run();
        ChannelHandlerContext mine = pipeline.context(this);
        // What the agent sent right behind its request; the request's own end marker is not the link's business.
        while (!pending.isEmpty()) {
            Object early = pending.remove();
            if (early instanceof ByteBuf) {
                mine.fireChannelRead(early);
            } else {
                ReferenceCountUtil.release(early);
            }
        }
        pipeline.remove(this);
    }

    // ---- ends

    private void expired(VisitorDeadline.Awaiting inVain) {
        switch (inVain) {
            case NEXT_REQUEST, WRITE, LINGER, NOTHING -> close();
            case HEAD -> {
                closeAfter = true;
                requestComplete = false;
                phase = ConnectionPhase.EXCHANGE;
                fail(HeadPolicy.bad(408, "The request head took too long."));
            }
            case REQUEST_BODY -> {
                closeAfter = true;
                failRequest(HeadPolicy.bad(408, "The request body paused for too long."));
            }
        }
    }

    /// Ends an idle connection; others end after their exchange.
    private void closeIfIdle() {
        if (phase == ConnectionPhase.IDLE) {
            close();
        }
    }

    private void close() {
        phase = ConnectionPhase.CLOSED;
        channel.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (phase == ConnectionPhase.UPGRADED && exchange != null) {
                exchange.requestBody(Unpooled.EMPTY_BUFFER, true);
                requestComplete = true;
            } else {
                close();
            }
        } else if (event instanceof VisitorDrain) {
            closeIfIdle();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        phase = ConnectionPhase.CLOSED;
        deadline.unwatch();
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
        Exchange running = exchange;
        exchange = null;
        if (running != null) {
            running.visitorGone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("visitor connection failed", cause);
        }
        close();
    }
}
