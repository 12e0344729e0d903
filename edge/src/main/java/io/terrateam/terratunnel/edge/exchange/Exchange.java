package io.terrateam.terratunnel.edge.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.directory.LinkSeeker;
import io.terrateam.terratunnel.edge.directory.RecentExchange;
import io.terrateam.terratunnel.edge.directory.Tunnel;
import io.terrateam.terratunnel.edge.link.Link;
import io.terrateam.terratunnel.edge.link.LinkStream;
import io.terrateam.terratunnel.edge.link.LinkStreamListener;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/// One visitor request on its way to an origin, and the response on its way back.
///
/// It first waits for a link ([State#SEEKING]), then for a response head ([State#SENT]), then
/// passes the response on ([State#RESPONDING]) until either side is done.
///
/// Thread: its tunnel's loop. Owns: request body parts that came before there was a link;
/// everything else is passed on at once. Limits: what waits for a link is what a visitor may send
/// unasked (one read, or one HTTP/2 window); what waits for a visitor is the stream's window. Spec:
/// RFC 9110 sections 7.6 and 15.6, RFC 9113 section 8.1. Failure: every end without an answer is an
/// [ExchangeFailure], or an aborted response once its head has gone out.
public final class Exchange extends Deadlines.Entry
        implements Carrier, LinkStreamListener, LinkSeeker {

    /// Where it stands.
    enum State {
        SEEKING,
        SENT,
        RESPONDING,
        DONE
    }

    private static final int MAX_INTERIM_RESPONSES = 32;

    private final RequestHead head;
    private final VisitorSide visitor;
    private final Tunnel tunnel;
    private final EdgeConfig config;
    private final RequestBody requestBody;
    private final ResponseBody responseBody;
    private final Expectation expectation;

    private State state = State.SEEKING;
    private @Nullable LinkStream stream;
    private @Nullable LinkStream bodySource;
    private long beganNanos;
    private int status;
    private int interimResponses;
    private boolean admitted;
    private boolean digests;
    private boolean repeated;
    private boolean originHalfClosed;

    /// An exchange that has not begun; call [#start] on the tunnel's loop.
    public Exchange(RequestHead head, VisitorSide visitor, Tunnel tunnel, EdgeConfig config) {
        this.head = OwnCookies.takenFrom(head);
        this.visitor = visitor;
        this.tunnel = tunnel;
        this.config = config;
        this.requestBody = new RequestBody(head, config.sizes().requestBody());
        this.responseBody = new ResponseBody(config.sizes().responseBody());
        this.expectation = new Expectation(head);
    }

    /// Begins to look for a link.
    @Override
    public void start() {
        if (state == State.DONE) {
            return;
        }
        beganNanos = System.nanoTime();
        admitted = tunnel.admit();
        if (!admitted) {
            fail(new ExchangeFailure.Busy());
            return;
        }
        Deadlines.add(this, tunnel.loop());
        deadlineIn(config.times().hold().toNanos());
        tunnel.seek(this);
    }

    // ---- from the tunnel

    @Override
    public void linkFound(Link link) {
        state = State.SENT;
        awaitHead();
        digests = link.digests();
        requestBody.useDigests(digests);
        LinkStream opened = link.open(head, this);
        if (state != State.SENT) {
            opened.cancel();
            return;
        }
        stream = opened;
        bodySource = opened;
        requestBody.sendEarlyParts(opened);
    }

    private void awaitHead() {
        deadlineIn(expectation.waitNanos(config.times().responseHead().toNanos()));
    }

    @Override
    public void noLink(Reason reason) {
        fail(Failures.of(reason, repeated));
    }

    // ---- from the visitor

    @Override
    public void requestBody(ByteBuf part, boolean ends) {
        if (state == State.DONE) {
            part.release();
            return;
        }
        if (!requestBody.admit(part)) {
            part.release();
            refuseRequestBody(new ExchangeFailure.BodyTooLarge(config.sizes().requestBody()));
            return;
        }
        extendIdleDeadline();
        expectation.bodyComes();
        requestBody.send(part, ends, stream);
        if (ends && originHalfClosed) {
            finish("");
        }
    }

    @Override
    public void requestTrailers(Http2Headers trailers) {
        if (state != State.DONE) {
            requestBody.end(trailers, stream);
        }
    }

    @Override
    public void requestFailed(ExchangeFailure failure) {
        if (state != State.DONE) {
            refuseRequestBody(failure);
        }
    }

    @Override
    public void visitorGone() {
        if (state != State.DONE) {
            cancelStream();
            finish(RecentExchange.VISITOR_LEFT);
        }
    }

    @Override
    public void responseBodyWritten(int bytes) {
        extendIdleDeadline();
        giveBack(bytes);
    }

    private void giveBack(int bytes) {
        if (bodySource != null && bytes > 0) {
            bodySource.responseBodyTaken(bytes);
        }
    }

    private void drop(ByteBuf responsePart) {
        int bytes = responsePart.readableBytes();
        responsePart.release();
        giveBack(bytes);
    }

    private void refuseRequestBody(ExchangeFailure failure) {
        if (state == State.RESPONDING) {
            cut();
        } else {
            refuse(failure);
        }
    }

    // ---- from the link

    @Override
    public void interim(Http2Headers interim) {
        if (state != State.SENT) {
            return;
        }
        if (++interimResponses > MAX_INTERIM_RESPONSES) {
            refuse(new ExchangeFailure.OriginFailed(ErrorCode.LOCAL_PROTOCOL));
            return;
        }
        if (!expectation.repeats(interim)) {
            ResponseFields.prepareAside(interim, head);
            visitor.interim(interim);
        }
    }

    @Override
    public void responseHead(Http2Headers response, boolean ends) {
        if (state != State.SENT) {
            return;
        }
        ErrorCode agentsError = ResponseFields.agentsError(response);
        if (agentsError != null) {
            if (!ends) {
                cancelStream();
            }
            fail(Failures.of(agentsError, config.sizes().responseBody()));
            return;
        }
        responseBody.begin(head, response, digests);
        if (ends && responseBody.isShort()) {
            refuse(new ExchangeFailure.OriginFailed(ErrorCode.LOCAL_PROTOCOL));
            return;
        }
        if (!ends && responseBody.announcesTooMuch()) {
            refuse(new ExchangeFailure.BodyTooLarge(config.sizes().responseBody()));
            return;
        }
        status = ResponseFields.status(response);
        ResponseFields.prepareForVisitor(response, head);
        state = State.RESPONDING;
        extendIdleDeadline();
        visitor.responseHead(response, ends);
        if (ends) {
            responseEnded();
        }
    }

    @Override
    public void responseBody(ByteBuf part, boolean ends) {
        if (state != State.RESPONDING) {
            drop(part);
            return;
        }
        extendIdleDeadline();
        if (responseBody.mustBeEmpty() && part.isReadable()) {
            drop(part);
            if (ends) {
                responseBody(Unpooled.EMPTY_BUFFER, true);
            }
            return;
        }
        if (!responseBody.admit(part) || (ends && responseBody.isShort())) {
            drop(part);
            cut();
            return;
        }
        if (!ends && responseBody.withholds(part)) {
            return;
        }
        if (ends) {
            passWithheldPart();
        }
        visitor.responseBody(part, ends);
        if (ends) {
            responseEnded();
        }
    }

    private void passWithheldPart() {
        ByteBuf last = responseBody.takeWithheld();
        if (last != null) {
            visitor.responseBody(last, false);
        }
    }

    @Override
    public void responseTrailers(Http2Headers trailers) {
        if (state != State.RESPONDING) {
            return;
        }
        if (responseBody.isShort() || !responseBody.agreesWith(trailers)) {
            cut();
            return;
        }
        ResponseFields.prepareAside(trailers, head);
        passWithheldPart();
        visitor.responseTrailers(trailers);
        responseEnded();
    }

    private void responseEnded() {
        if (responseBody.isSwitched() && !requestBody.isComplete()) {
            originHalfClosed = true;
            return;
        }
        if (!requestBody.isComplete()) {
            cancelStream();
        }
        finish("");
    }

    @Override
    public void requestBodySent(int bytes) {
        visitor.requestBodyTaken(bytes);
    }

    @Override
    public void streamEnded(StreamEnd end) {
        stream = null;
        if (end == StreamEnd.TOO_SLOW && state == State.DONE) {
            visitor.abortResponse();
        }
        switch (state) {
            case DONE, SEEKING -> {}
            case RESPONDING -> abort();
            case SENT -> endedUnanswered(end);
        }
    }

    private void endedUnanswered(StreamEnd end) {
        boolean untouched = end == StreamEnd.NOT_PROCESSED && requestBody.canBeRepeated();
        if (untouched && !repeated) {
            repeated = true;
            state = State.SEEKING;
            deadlineIn(config.times().hold().toNanos());
            tunnel.seek(this);
            return;
        }
        fail(Failures.of(end));
    }

    // ---- ends

    @Override
    protected void expired() {
        switch (state) {
            case SEEKING -> noLink(tunnel.forget(this));
            case SENT -> noHeadYet();
            case RESPONDING -> cut();
            case DONE -> {}
        }
    }

    private void noHeadYet() {
        if (expectation.wasPatience()) {
            expectation.meet(visitor);
            awaitHead();
        } else {
            refuse(new ExchangeFailure.ResponseTimedOut());
        }
    }

    private void extendIdleDeadline() {
        if (state == State.RESPONDING) {
            deadlineIn(config.times().responseIdle().toNanos());
        }
    }

    private void fail(ExchangeFailure failure) {
        finish(failure.code().wireName());
        visitor.fail(failure);
    }

    private void refuse(ExchangeFailure failure) {
        cancelStream();
        fail(failure);
    }

    private void cut() {
        cancelStream();
        abort();
    }

    private void abort() {
        finish(RecentExchange.CUT_OFF);
        visitor.abortResponse();
    }

    private void cancelStream() {
        LinkStream open = stream;
        stream = null;
        if (open != null) {
            open.cancel();
        }
    }

    /// @param failure as in [RecentExchange]; empty if all went well
    private void finish(String failure) {
        tunnel.ended(head, status, failure, beganNanos);
        boolean waited = admitted && state == State.SEEKING;
        state = State.DONE;
        requestBody.release();
        ByteBuf withheld = responseBody.takeWithheld();
        if (withheld != null) {
            drop(withheld);
        }
        if (waited) {
            tunnel.forget(this);
        }
        if (admitted) {
            Deadlines.remove(this);
            tunnel.release();
        }
    }
}
