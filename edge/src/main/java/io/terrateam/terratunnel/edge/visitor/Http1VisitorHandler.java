package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.edge.directory.Tunnel;
import io.terrateam.terratunnel.edge.exchange.Carrier;
import io.terrateam.terratunnel.edge.exchange.Exchange;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.link.ChannelMover;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.edge.ownhost.OwnExchange;
import io.terrateam.terratunnel.edge.ownhost.OwnRequestHead;
import io.terrateam.terratunnel.edge.page.AllowedMethods;
import io.terrateam.terratunnel.edge.page.HealthPage;
import java.io.IOException;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a visitor's HTTP/1.1 connection: one exchange after the other, each judged, routed and
/// begun here.
///
/// Thread: the visitor's loop; at an exchange with a tunnel on another loop the connection moves
/// there first, so that visitor, exchange and link are all on one thread. Owns: messages that came
/// while the connection could not take them: at most what one read brings. Spec: RFC 9112; RFC 6455
/// section 4 for upgrades, which become raw bytes both ways.
final class Http1VisitorHandler extends ChannelInboundHandlerAdapter
        implements StrictRequestDecoder.HeadStart {

    private static final Logger LOG = LoggerFactory.getLogger(Http1VisitorHandler.class);

    private final Channel channel;
    private final VisitorServices services;
    private final StrictRequestDecoder decoder;
    private final Http1Visitor visitor;
    private final RequestHeads heads;
    private final ArrayDeque<Object> pending = new ArrayDeque<>(0);
    private final Http1LinkDoor linkDoor;

    private boolean takingPending;

    private Http1VisitorHandler(Channel channel, VisitorServices services) {
        this.channel = channel;
        this.services = services;
        this.decoder = new StrictRequestDecoder(services.config().sizes(), this);
        this.visitor = new Http1Visitor(channel, services, this::takePending, this::expired);
        this.heads = new RequestHeads(VisitorPeer.of(channel.remoteAddress(), services.proxies()));
        this.linkDoor = new Http1LinkDoor(channel, services, visitor, this, pending);
    }

    /// Adds the HTTP/1.1 handlers at the end of a channel's pipeline.
    static void install(Channel channel, VisitorServices services) {
        Http1VisitorHandler handler = new Http1VisitorHandler(channel, services);
        channel.pipeline().addLast(handler.decoder, handler.visitor.encoder(), handler);
        handler.visitor.deadline().watch(channel.eventLoop());
        handler.visitor.deadline().await(VisitorDeadline.Awaiting.NEXT_REQUEST);
    }

    // ---- what comes in

    @Override
    public void headBegan() {
        if (visitor.phase() == ConnectionPhase.IDLE) {
            visitor.phase(ConnectionPhase.HEAD);
            visitor.deadline().await(VisitorDeadline.Awaiting.HEAD);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (visitor.phase()) {
            case LINGER, CLOSED -> visitor.discard(message);
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
            // Pipelined, it waits until the one before it has been answered, and read.
            if (visitor.phase() == ConnectionPhase.EXCHANGE || !channel.isWritable()) {
                pending.add(next);
                visitor.reading().hold();
            } else {
                begin(next);
            }
        } else if (message instanceof HttpContent content) {
            takeContent(content);
        } else if (message instanceof ByteBuf raw && visitor.phase() == ConnectionPhase.UPGRADED) {
            takeBody(raw, false);
        } else {
            visitor.discard(message);
        }
    }

    private void takePending() {
        if (takingPending) {
            return;
        }
        takingPending = true;
        while (!pending.isEmpty() && mayTake(pending.element())) {
            take(pending.remove());
        }
        takingPending = false;
        if (pending.isEmpty()) {
            visitor.reading().letGo();
            decoder.repeatHeadStart();
        } else {
            visitor.reading().hold();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!pending.isEmpty()) {
            takePending();
        }
    }

    private boolean mayTake(Object message) {
        return switch (visitor.phase()) {
            case IDLE, HEAD -> channel.isWritable() || !(message instanceof HttpRequest);
            case UPGRADED, LINGER, CLOSED -> true;
            case EXCHANGE -> !(message instanceof HttpRequest);
            case MOVING, LINK -> false;
        };
    }

    private void begin(HttpRequest next) {
        visitor.begin(next);
        HeadPolicy.Verdict verdict = services.policy().check(next, decoder.takeFault());
        HeadPolicy.Checked checked = verdict.checked();
        if (!decoder.speaksHttp()) {
            // A broken HTTP/2 preface or another protocol: HTTP/1.1 would mean nothing to it.
            visitor.close();
        } else if (checked == null) {
            ExchangeFailure failure = verdict.failure();
            visitor.requestBroken();
            visitor.fail(failure == null ? new ExchangeFailure.Internal() : failure);
        } else if (services.isDraining()) {
            visitor.fail(new ExchangeFailure.Draining());
        } else {
            route(next, checked);
        }
        if (next instanceof LastHttpContent whole) {
            whole.release();
        }
    }

    private void route(HttpRequest next, HeadPolicy.Checked checked) {
        switch (services.router().route(checked.authority())) {
            case HostRouter.Route.ToTunnel(Tunnel tunnel) -> toTunnel(tunnel, next, checked);
            case HostRouter.Route.Unserved unserved ->
                    services.explainUnserved(
                            unserved.name(),
                            channel.eventLoop(),
                            failure -> {
                                if (next.equals(visitor.request())
                                        && visitor.phase() == ConnectionPhase.EXCHANGE) {
                                    visitor.fail(failure);
                                }
                            });
            case HostRouter.Route.NoTunnel none -> visitor.fail(new ExchangeFailure.NoSuchTunnel());
            case HostRouter.Route.ToControl control -> toControl(next, checked, true);
            case HostRouter.Route.Foreign foreign -> toControl(next, checked, false);
        }
    }

    private void toControl(HttpRequest next, HeadPolicy.Checked checked, boolean ownHost) {
        String path = checked.path();
        if (Http1LinkDoor.isMeantBy(next, path)) {
            linkDoor.open(next);
        } else if (HealthPage.isAt(path)) {
            boolean html = RequestHeads.prefersHtml(next.headers().get(HttpHeaderNames.ACCEPT));
            visitor.send(services.health().answer(next.method().name(), html, visitor.requestId()));
        } else if (ownHost) {
            toOwnHost(next, checked);
        } else {
            visitor.fail(new ExchangeFailure.Misdirected());
        }
    }

    private void toOwnHost(HttpRequest next, HeadPolicy.Checked checked) {
        RequestHead made = heads.fromHttp1(next, checked);
        if (made.upgrade()) {
            visitor.fail(HeadPolicy.bad(400, "There is no WebSocket here."));
            return;
        }
        OwnRequestHead asked = heads.forOwnHost(made, next.method().name(), checked.authority());
        visitor.carriedBy(
                made, new OwnExchange(asked, visitor, channel.eventLoop(), services.ownHost()));
        startExchange();
    }

    private void toTunnel(Tunnel tunnel, HttpRequest next, HeadPolicy.Checked checked) {
        ExchangeFailure refusal = RequestHeads.refusal(next, services.config().sizes());
        if (refusal != null) {
            visitor.fail(refusal);
            return;
        }
        if (RequestHeads.isMeantForUs(
                next.method().name(), next.headers().get(HttpHeaderNames.MAX_FORWARDS))) {
            visitor.send(AllowedMethods.answer());
            return;
        }
        RequestHead made = heads.fromHttp1(next, checked);
        visitor.carriedBy(made, new Exchange(made, visitor, tunnel, services.config()));
        if (made.upgrade()) {
            // From here on these are WebSocket frames, even if they came right behind the request.
            visitor.phase(ConnectionPhase.MOVING);
            channel.pipeline().remove(decoder);
        }
        services.forecast().exchangeOn(tunnel.loop());
        if (tunnel.loop() == channel.eventLoop()) {
            startExchange();
        } else {
            moveTo(tunnel.loop());
        }
    }

    private void moveTo(EventLoop loop) {
        visitor.phase(ConnectionPhase.MOVING);
        visitor.deadline().unwatch();
        visitor.reading().hold();
        ChannelMover.move(
                channel,
                loop,
                () -> {
                    visitor.deadline().watch(loop);
                    visitor.reading().letGo();
                    startExchange();
                });
    }

    private void startExchange() {
        RequestHead made = visitor.head();
        Carrier begun = visitor.carrier();
        if (made == null || begun == null || !channel.isActive()) {
            return;
        }
        visitor.phase(made.upgrade() ? ConnectionPhase.UPGRADED : ConnectionPhase.EXCHANGE);
        begun.start();
        visitor.awaitBody();
        takePending();
    }

    private void takeContent(HttpContent content) {
        boolean ends = content instanceof LastHttpContent;
        if (visitor.phase() != ConnectionPhase.EXCHANGE || visitor.requestComplete()) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            visitor.failRequest(HeadPolicy.bad(400, "The request body is not well-formed."));
            return;
        }
        if (ends) {
            visitor.requestEnded();
        }
        HttpHeaders trailers = ends ? ((LastHttpContent) content).trailingHeaders() : null;
        if (trailers == null || trailers.isEmpty()) {
            takeBody(content.content(), ends);
        } else if (TrailerLimits.exceededBy(trailers)) {
            content.release();
            visitor.failRequest(new ExchangeFailure.HeadersTooLarge());
            return;
        } else {
            takeBody(content.content(), false);
            Carrier running = visitor.carrier();
            if (running != null) {
                running.requestTrailers(heads.trailersFromHttp1(trailers));
            }
        }
        visitor.awaitBody();
    }

    private void takeBody(ByteBuf part, boolean ends) {
        Carrier running = visitor.carrier();
        if (running == null) {
            part.release();
            return;
        }
        boolean fastEnough = visitor.reading().received(part.readableBytes());
        if (!fastEnough && visitor.phase() == ConnectionPhase.EXCHANGE) {
            part.release();
            visitor.failRequest(HeadPolicy.bad(408, "The request body came too slowly."));
            return;
        }
        running.requestBody(part, ends);
    }

    // ---- ends

    private void expired(VisitorDeadline.Awaiting inVain) {
        switch (inVain) {
            case NEXT_REQUEST, WRITE, LINGER, NOTHING -> visitor.close();
            case HEAD -> {
                visitor.beginUnread();
                visitor.fail(HeadPolicy.bad(408, "The request head took too long."));
            }
            case REQUEST_BODY ->
                    visitor.failRequest(
                            HeadPolicy.bad(408, "The request body paused for too long."));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case ChannelInputShutdownEvent shutdown -> inputShutDown();
            case VisitorPipeline.Drain drain -> {
                if (visitor.phase() == ConnectionPhase.IDLE) {
                    visitor.close();
                }
            }
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    /// A WebSocket visitor has said its last word; the origin may still have something to say.
    private void inputShutDown() {
        Carrier running = visitor.carrier();
        if (visitor.phase() == ConnectionPhase.UPGRADED && running != null) {
            visitor.requestEnded();
            running.requestBody(Unpooled.EMPTY_BUFFER, true);
        } else {
            visitor.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releasePending();
        visitor.gone();
        ctx.fireChannelInactive();
    }

    void releasePending() {
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("visitor connection failed", cause);
        }
        visitor.close();
    }
}
