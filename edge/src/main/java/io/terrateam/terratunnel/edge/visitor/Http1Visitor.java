package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.edge.exchange.Carrier;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.exchange.VisitorSide;
import io.terrateam.terratunnel.edge.link.LinkUpgrade;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.edge.page.ErrorResponses;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import org.jspecify.annotations.Nullable;

/// A visitor on HTTP/1.1: the request that it has made and the answer that it gets.
///
/// [Http1VisitorHandler] feeds it; this class writes. An answer that comes before the whole request
/// has been read ends the connection, but not at once: what still comes is read and thrown away, or
/// a reset would eat the answer.
///
/// Thread: the visitor's loop. Limits: see [VisitorDeadline] and [RequestReading]. Spec: RFC 9112
/// sections 6, 9.6; RFC 6455 section 4.2.2.
final class Http1Visitor implements VisitorSide {

    /// What follows when an answer has been written and the connection goes on.
    interface Next {
        void nextRequest();
    }

    private static final int MAX_LINGER_BYTES = 16 << 20;

    private final Channel channel;
    private final VisitorServices services;
    private final Next next;
    private final TurnFlusher flusher;
    private final Http1ResponseEncoder encoder = new Http1ResponseEncoder();
    private final RequestReading reading;
    private final VisitorDeadline deadline;

    private ConnectionPhase phase = ConnectionPhase.IDLE;
    private @Nullable HttpRequest request;
    private @Nullable RequestHead head;
    private @Nullable Carrier carrier;
    private Http1Response response;
    private boolean requestComplete;
    private boolean closeAfter;
    private int unwrittenBytes;
    private int lingeredBytes;

    Http1Visitor(
            Channel channel, VisitorServices services, Next next, VisitorDeadline.Expiry expiry) {
        this.channel = channel;
        this.services = services;
        this.next = next;
        this.flusher = new TurnFlusher(channel, this::beforeFlush);
        this.reading = new RequestReading(channel);
        this.deadline = new VisitorDeadline(services.config().times(), expiry);
        this.response = new Http1Response(channel, false, false);
    }

    private void beforeFlush() {
        response.sendHead();
    }

    // ---- state, for the handler that feeds it

    Http1ResponseEncoder encoder() {
        return encoder;
    }

    RequestReading reading() {
        return reading;
    }

    VisitorDeadline deadline() {
        return deadline;
    }

    ConnectionPhase phase() {
        return phase;
    }

    void phase(ConnectionPhase now) {
        phase = now;
    }

    boolean requestComplete() {
        return requestComplete;
    }

    @Nullable HttpRequest request() {
        return request;
    }

    @Nullable RequestHead head() {
        return head;
    }

    @Nullable Carrier carrier() {
        return carrier;
    }

    /// A request head has come.
    void begin(HttpRequest asked) {
        boolean isHead = asked.method().equals(HttpMethod.HEAD);
        boolean http10 = asked.protocolVersion().equals(HttpVersion.HTTP_1_0);
        phase = ConnectionPhase.EXCHANGE;
        deadline.await(VisitorDeadline.Awaiting.NOTHING);
        request = asked;
        head = null;
        carrier = null;
        requestComplete =
                asked instanceof LastHttpContent || !RequestHeads.hasBody(asked.headers());
        closeAfter = !HttpUtil.isKeepAlive(asked);
        encoder.answersHead(isHead);
        response = new Http1Response(channel, isHead, http10);
    }

    /// The request is somebody's: a tunnel's or the server's own.
    void carriedBy(RequestHead made, Carrier begun) {
        head = made;
        carrier = begun;
        if (made.upgrade()) {
            requestComplete = false;
        }
    }

    /// A head that never became whole is to be answered, not the request before it.
    void beginUnread() {
        phase = ConnectionPhase.EXCHANGE;
        requestBroken();
        response = new Http1Response(channel, false, false);
    }

    /// The last byte of the request has come.
    void requestEnded() {
        requestComplete = true;
    }

    /// The rest of the request is worthless, and so is the connection after its answer.
    void requestBroken() {
        requestComplete = false;
        closeAfter = true;
    }

    /// The request can't go on: it is answered so, unless its answer has begun.
    void failRequest(ExchangeFailure failure) {
        requestBroken();
        Carrier running = carrier;
        if (running != null) {
            running.requestFailed(failure);
        } else {
            fail(failure);
        }
    }

    /// Waits for what the visitor owes us now.
    void awaitBody() {
        if (phase == ConnectionPhase.EXCHANGE && unwrittenBytes == 0) {
            boolean waiting = !requestComplete && reading.isReading();
            deadline.await(
                    waiting
                            ? VisitorDeadline.Awaiting.REQUEST_BODY
                            : VisitorDeadline.Awaiting.NOTHING);
        }
    }

    /// The connection is gone.
    void gone() {
        phase = ConnectionPhase.CLOSED;
        deadline.unwatch();
        Carrier running = carrier;
        carrier = null;
        if (running != null) {
            running.visitorGone();
        }
    }

    // ---- VisitorSide

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
        closeAfter |= services.isDraining() || (!requestComplete && (ends || holdsBodyBack()));
        response.head(fields, ends, closeAfter);
        if (ends) {
            responseComplete();
        }
    }

    /// Whether nobody can tell if a body follows (RFC 9110 section 10.1.1).
    private boolean holdsBodyBack() {
        RequestHead made = head;
        return made != null && made.expectsContinue() && reading.awaitsFirstByte();
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
        if (bytes > 0) {
            unwrittenBytes += bytes;
            deadline.await(VisitorDeadline.Awaiting.WRITE);
            Carrier running = carrier;
            written = channel.newPromise().addListener(done -> written(running, bytes));
        }
        if (response.isSwitched()) {
            channel.write(part, written);
        } else {
            response.body(part, ends, written);
        }
        flusher.request();
        if (ends) {
            responseComplete();
        }
    }

    private void written(@Nullable Carrier running, int bytes) {
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
        response.breakOff();
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
        String id = requestId();
        send(ErrorResponses.render(ErrorResponses.answer(failure), html, id));
    }

    /// The id of the request under way, as it came or made now.
    String requestId() {
        RequestHead made = head;
        HttpRequest asked = request;
        if (made != null) {
            return made.requestId();
        }
        return RequestIds.keptOrNew(
                asked == null ? null : asked.headers().get(ForwardingFields.X_REQUEST_ID));
    }

    /// Answers with a document of our own.
    void send(ErrorResponses.Rendered answer) {
        closeAfter |= !requestComplete || services.isDraining();
        response.head(answer.head(), false, closeAfter);
        response.body(Unpooled.wrappedBuffer(answer.body()), true, channel.voidPromise());
        flusher.request();
        responseComplete();
    }

    /// Answers an agent whose link is refused.
    void refuseLink(FullHttpResponse refusal) {
        refusal.headers().set(HttpHeaderNames.CONTENT_LENGTH, refusal.content().readableBytes());
        refusal.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.write(refusal, channel.voidPromise());
        linger();
    }

    @Override
    public void requestBodyTaken(int bytes) {
        reading.taken(bytes);
        awaitBody();
    }

    // ---- after the answer

    private void responseComplete() {
        if (response.isSwitched()) {
            afterFlush(this::shutDownOutput);
            return;
        }
        carrier = null;
        if (!requestComplete) {
            linger();
        } else if (closeAfter) {
            phase = ConnectionPhase.CLOSED;
            deadline.await(VisitorDeadline.Awaiting.WRITE);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            phase = ConnectionPhase.IDLE;
            request = null;
            head = null;
            // The end of an upload may wait for the link still, or for ever if nobody reads it.
            reading.begin();
            deadline.await(VisitorDeadline.Awaiting.NEXT_REQUEST);
            next.nextRequest();
        }
    }

    private void linger() {
        phase = ConnectionPhase.LINGER;
        deadline.await(VisitorDeadline.Awaiting.WRITE);
        afterFlush(() -> {
            deadline.await(VisitorDeadline.Awaiting.LINGER);
            shutDownOutput();
            reading.begin();
            reading.letGo();
        });
    }

    /// Throws away what comes behind the answer; too much of it ends the connection.
    void discard(Object message) {
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

    private void shutDownOutput() {
        if (requestComplete) {
            close();
        } else if (channel.isActive()) {
            ((DuplexChannel) channel).shutdownOutput();
        }
    }

    private void afterFlush(Runnable action) {
        response.sendHead();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> action.run());
    }

    /// Ends the connection at once.
    void close() {
        phase = ConnectionPhase.CLOSED;
        channel.close();
    }
}
