package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.terrateam.terratunnel.edge.directory.Tunnel;
import io.terrateam.terratunnel.edge.exchange.Carrier;
import io.terrateam.terratunnel.edge.exchange.Exchange;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.exchange.VisitorSide;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.edge.ownhost.OwnExchange;
import io.terrateam.terratunnel.edge.ownhost.OwnRequestHead;
import io.terrateam.terratunnel.edge.page.AllowedMethods;
import io.terrateam.terratunnel.edge.page.ErrorResponses;
import io.terrateam.terratunnel.edge.page.HealthPage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One stream of a visitor's HTTP/2 connection: one exchange.
///
/// Thread: the visitor's loop. Where its tunnel lives on another one, every call hops, either way.
/// Limits: what the visitor may send unasked is its stream window. Spec: RFC 9113 section 8.
final class Http2VisitorStream implements VisitorSide {

    private final Http2Visitor visitor;
    private final Http2Stream stream;
    private final VisitorDeadline deadline;

    private @Nullable Carrier carrier;
    private @Nullable EventLoop carrierLoop;
    private @Nullable RequestHead head;
    private ErrorResponses.@Nullable Rendered heldAnswer;
    private boolean awaitsSmallBody;
    private boolean headRequest;
    private boolean wantsHtml;
    private String requestId = "";
    private boolean wellFormed;
    private boolean requestComplete;
    private boolean responseBegun;
    private boolean switched;
    private boolean over;
    private int unwrittenBytes;

    Http2VisitorStream(Http2Visitor visitor, Http2Stream stream) {
        this.visitor = visitor;
        this.stream = stream;
        this.deadline = new VisitorDeadline(visitor.services().config().times(), this::expired);
    }

    // ---- from the visitor

    void headRead(Http2Headers fields, boolean ends) throws Http2Exception {
        requestComplete = ends;
        deadline.watch(visitor.channel().eventLoop());
        requestId = RequestIds.keptOrNew(fields.get(ForwardingFields.X_REQUEST_ID));
        wantsHtml = RequestHeads.prefersHtml(fields.get(HttpHeaderNames.ACCEPT));
        awaitsSmallBody = announcesSmallBody(fields);
        headRequest = "HEAD".contentEquals(String.valueOf(fields.method()));
        Http2HeadPolicy.Verdict verdict =
                Http2HeadPolicy.check(fields, stream.id(), ends, visitor.services());
        Http2HeadPolicy.Checked checked = verdict.checked();
        wellFormed = true;
        if (checked == null) {
            fail(verdict.failure() == null ? new ExchangeFailure.Internal() : verdict.failure());
        } else if (visitor.services().isDraining()) {
            fail(new ExchangeFailure.Draining());
        } else {
            route(fields, checked);
        }
        awaitBody();
    }

    /// Whether a whole, well-formed request has come.
    boolean requestEnded() {
        return wellFormed && requestComplete;
    }

    private static boolean announcesSmallBody(Http2Headers fields) {
        CharSequence length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && length.length() < 5 && !fields.contains(HttpHeaderNames.EXPECT);
    }

    private void route(Http2Headers fields, Http2HeadPolicy.Checked checked) {
        switch (visitor.services().router().route(checked.authority())) {
            case HostRouter.Route.ToTunnel(Tunnel tunnel) -> toTunnel(tunnel, fields, checked);
            case HostRouter.Route.Unserved unserved ->
                    visitor.services()
                            .explainUnserved(
                                    unserved.name(), visitor.channel().eventLoop(), this::fail);
            case HostRouter.Route.NoTunnel none -> fail(new ExchangeFailure.NoSuchTunnel());
            case HostRouter.Route.ToControl control -> answerOwn(fields, checked);
            case HostRouter.Route.Foreign foreign -> {
                if (HealthPage.isAt(String.valueOf(fields.path()))) {
                    answerOwn(fields, checked);
                } else {
                    fail(new ExchangeFailure.Misdirected());
                }
            }
        }
    }

    private void answerOwn(Http2Headers fields, Http2HeadPolicy.Checked checked) {
        if (HealthPage.isAt(String.valueOf(fields.path()))) {
            send(visitor.services().health().answer(checked.method(), wantsHtml, requestId));
        } else if (checked.upgrade()) {
            fail(HeadPolicy.bad(400, "There is no WebSocket here."));
        } else {
            RequestHead made = settleHead(fields, checked);
            OwnRequestHead asked =
                    visitor.heads().forOwnHost(made, checked.method(), checked.authority());
            EventLoop mine = visitor.channel().eventLoop();
            begin(new OwnExchange(asked, this, mine, visitor.services().ownHost()), mine);
        }
    }

    private RequestHead settleHead(Http2Headers fields, Http2HeadPolicy.Checked checked) {
        RequestHead made =
                visitor.heads()
                        .fromHttp2(
                                fields,
                                checked.authority(),
                                checked.method(),
                                new RequestHeads.Shape(checked.upgrade(), !requestComplete));
        head = made;
        requestId = made.requestId();
        return made;
    }

    private void begin(Carrier begun, EventLoop loop) {
        carrier = begun;
        carrierLoop = loop;
        toCarrier(Carrier::start);
    }

    private void toTunnel(Tunnel tunnel, Http2Headers fields, Http2HeadPolicy.Checked checked) {
        if (ForwardingFields.isLoop(fields.getAll(HttpHeaderNames.VIA))) {
            fail(new ExchangeFailure.Loop());
            return;
        }
        if (RequestHeads.isMeantForUs(checked.method(), fields.get(HttpHeaderNames.MAX_FORWARDS))) {
            send(AllowedMethods.answer());
            return;
        }
        RequestHead made = settleHead(fields, checked);
        EventLoop mine = visitor.channel().eventLoop();
        VisitorSide side = tunnel.loop() == mine ? this : new CrossingVisitor(this, mine);
        begin(new Exchange(made, side, tunnel, visitor.services().config()), tunnel.loop());
    }

    private void toCarrier(Consumer<Carrier> action) {
        Carrier running = carrier;
        EventLoop loop = carrierLoop;
        if (running == null || loop == null) {
            return;
        }
        if (loop == visitor.channel().eventLoop()) {
            action.accept(running);
        } else {
            loop.execute(() -> action.accept(running));
        }
    }

    void trailersRead(Http2Headers trailers, boolean ends) throws Http2Exception {
        if (!ends) {
            throw Http2Exception.streamError(
                    stream.id(), Http2Error.PROTOCOL_ERROR, "trailers do not end the stream");
        }
        requestComplete = true;
        sendHeldAnswer();
        awaitBody();
        if (TrailerLimits.exceededBy(trailers)) {
            toCarrier(running -> running.requestFailed(new ExchangeFailure.HeadersTooLarge()));
            return;
        }
        Http2Headers kept = visitor.heads().trailersFromHttp2(trailers);
        toCarrier(running -> running.requestTrailers(kept));
    }

    /// Takes a part of the body; returns how many bytes nobody will ask for.
    int dataRead(ByteBuf data, boolean ends) {
        int bytes = data.readableBytes();
        requestComplete |= ends;
        if (carrier == null || over) {
            sendHeldAnswer();
            return bytes;
        }
        awaitBody();
        ByteBuf part = data.retain();
        toCarrier(running -> running.requestBody(part, ends));
        return 0;
    }

    private void sendHeldAnswer() {
        ErrorResponses.Rendered held = heldAnswer;
        if (requestComplete && held != null && !over) {
            heldAnswer = null;
            // Later in this turn: Netty still has to look at the length of the body.
            visitor.channel().eventLoop().execute(() -> send(held));
        }
    }

    /// The stream is closed, by whomever.
    void gone() {
        if (over) {
            return;
        }
        over = true;
        deadline.unwatch();
        toCarrier(Carrier::visitorGone);
    }

    private void awaitBody() {
        if (over) {
            return;
        }
        if (unwrittenBytes > 0) {
            deadline.await(VisitorDeadline.Awaiting.WRITE);
        } else if (!requestComplete && (head == null || !head.upgrade())) {
            deadline.await(VisitorDeadline.Awaiting.REQUEST_BODY);
        } else {
            deadline.await(VisitorDeadline.Awaiting.NOTHING);
        }
    }

    private void expired(VisitorDeadline.Awaiting inVain) {
        if (inVain == VisitorDeadline.Awaiting.REQUEST_BODY && !responseBegun) {
            toCarrier(running ->
                    running.requestFailed(
                            HeadPolicy.bad(408, "The request body paused for too long.")));
        } else {
            ChannelPromise sent = visitor.context().newPromise();
            reset(Http2Error.CANCEL, sent);
            // Where the visitor reads nothing at all, the reset does not get through either.
            gone();
            visitor.awaitSent(sent);
        }
    }

    // ---- toward the visitor

    @Override
    public void interim(Http2Headers interim) {
        if (!over) {
            writeHead(interim, false);
        }
    }

    @Override
    public void responseHead(Http2Headers fields, boolean ends) {
        if (over) {
            return;
        }
        responseBegun = true;
        switched =
                head != null
                        && head.upgrade()
                        && "200".contentEquals(String.valueOf(fields.status()));
        ChannelFuture written = writeHead(fields, ends);
        if (ends) {
            responseComplete(written);
        }
    }

    private ChannelFuture writeHead(Http2Headers fields, boolean ends) {
        ChannelHandlerContext ctx = visitor.context();
        ChannelPromise written = ctx.newPromise();
        visitor.http2().encoder().writeHeaders(ctx, stream.id(), fields, 0, ends, written);
        visitor.flushLater();
        return written;
    }

    @Override
    public void responseBody(ByteBuf part, boolean ends) {
        int bytes = part.readableBytes();
        if (over) {
            part.release();
            toCarrier(running -> running.responseBodyWritten(bytes));
            return;
        }
        unwrittenBytes += bytes;
        awaitBody();
        ChannelHandlerContext ctx = visitor.context();
        ChannelPromise written = ctx.newPromise();
        written.addListener(done -> written(bytes));
        visitor.http2().encoder().writeData(ctx, stream.id(), part, 0, ends, written);
        visitor.flushLater();
        if (ends) {
            responseComplete(written);
        }
    }

    private void written(int bytes) {
        unwrittenBytes -= bytes;
        awaitBody();
        toCarrier(running -> running.responseBodyWritten(bytes));
    }

    @Override
    public void responseTrailers(Http2Headers trailers) {
        if (over) {
            return;
        }
        if (trailers.isEmpty()) {
            responseBody(Unpooled.EMPTY_BUFFER, true);
        } else {
            responseComplete(writeHead(trailers, true));
        }
    }

    /// The response is on its way. If the request is not complete, the visitor is told to stop once
    /// all of it has left; a reset before would take what waits for its window (RFC 9113 section
    /// 8.1).
    private void responseComplete(ChannelFuture written) {
        if (!requestComplete && !switched) {
            written.addListener(done ->
                    visitor.channel().eventLoop().execute(() -> reset(Http2Error.NO_ERROR)));
        }
    }

    @Override
    public void abortResponse() {
        reset(Http2Error.INTERNAL_ERROR);
    }

    @Override
    public void fail(ExchangeFailure failure) {
        if (responseBegun) {
            abortResponse();
        } else if (!over) {
            send(ErrorResponses.render(ErrorResponses.answer(failure), wantsHtml, requestId));
        }
    }

    /// Answers with a document of our own; a small body is waited for first, so that the stream
    /// ends cleanly and what is wrong with it comes to light.
    private void send(ErrorResponses.Rendered answer) {
        if (!requestComplete && awaitsSmallBody && heldAnswer == null) {
            heldAnswer = answer;
            return;
        }
        if (headRequest) {
            responseHead(answer.head(), true);
        } else {
            responseHead(answer.head(), false);
            responseBody(Unpooled.wrappedBuffer(answer.body()), true);
        }
    }

    @Override
    public void requestBodyTaken(int bytes) {
        if (over || stream.state() == Http2Stream.State.CLOSED) {
            return;
        }
        try {
            if (visitor.http2().connection().local().flowController().consumeBytes(stream, bytes)) {
                visitor.flushLater();
            }
            awaitBody();
        } catch (Http2Exception e) {
            reset(Http2Error.INTERNAL_ERROR);
        }
    }

    private void reset(Http2Error error) {
        if (!over) {
            reset(error, visitor.context().newPromise());
        }
    }

    private void reset(Http2Error error, ChannelPromise sent) {
        visitor.http2().resetStream(visitor.context(), stream.id(), error.code(), sent);
        visitor.flushLater();
    }
}
