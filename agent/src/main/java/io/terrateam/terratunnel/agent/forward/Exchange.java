package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.origin.OriginConnection;
import io.terrateam.terratunnel.agent.origin.OriginFailure;
import io.terrateam.terratunnel.agent.origin.OriginListener;
import io.terrateam.terratunnel.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request of a visitor and its answer, between a stream of the link and a connection to the
/// origin.
///
/// Thread: the link's loop, on which the origin connection lives too. Owns: the last part of the
/// answer, until its end comes. Limits: bytes toward the origin are given back to the stream's
/// window only when the connection takes more; the origin is read only while the stream takes more.
/// Spec: RFC 9110 section 7.6, RFC 9113 section 8.1, RFC 8441. Failure: before the answer's head an
/// [OwnAnswer], after it a reset, so that a broken body never looks complete.
final class Exchange implements OriginListener {

    private enum Phase {
        CONNECTING,
        WAITING_FOR_HEAD,
        ANSWERING,
        TUNNELLING,
        OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Forwarding forwarding;
    private final LinkStream stream;
    private final Http2Headers head;
    private final Upload upload;
    private final BodyWatch answerWatch;

    private Phase phase = Phase.CONNECTING;
    private ExchangeTap.Recording recording = ExchangeTap.Recording.NONE;
    private @Nullable HttpRequest originHead;
    private @Nullable WebSocketUpgrade upgrade;
    private @Nullable OriginConnection connection;
    private @Nullable ByteBuf lastPart;
    private boolean answerEnded;
    private boolean repeatable;
    private long silentSinceNanos;

    /// @param ended whether the request ends with its head
    Exchange(Forwarding forwarding, LinkStream stream, Http2Headers head, boolean ended) {
        this.forwarding = forwarding;
        this.stream = stream;
        this.head = head;
        this.upload = new Upload(forwarding.digests(), ended);
        this.answerWatch = new BodyWatch(forwarding.digests());
    }

    /// Calls the origin, or answers at once what never gets there.
    void start() {
        if (forwarding.probe().takesOut(head)) {
            answerProbe();
            return;
        }
        recording = Recordings.begin(forwarding.tap(), head);
        silentSinceNanos = forwarding.nanoTime().getAsLong();
        if (Heads.isWebSocket(head)) {
            upgrade = new WebSocketUpgrade(forwarding.random());
        }
        try {
            String basePath = forwarding.origin().address().basePath();
            originHead =
                    Heads.toOrigin(head, upload.isEnded(), upgrade, forwarding.hosts(), basePath);
        } catch (IllegalArgumentException unwritable) {
            LOG.debug(
                    "head can't be passed on stream={} cause={}",
                    stream.id(),
                    unwritable.getMessage());
            answerMyself(ErrorCode.BAD_REQUEST, "it can't be written as HTTP/1.1");
            return;
        }
        if (upgrade == null && !upload.isEnded()) {
            upload.expect(originHead);
        }
        repeatable = upload.isEnded() && upgrade == null && Heads.isRepeatable(originHead);
        forwarding.origin().acquire(repeatable, this);
    }

    private void answerProbe() {
        phase = Phase.OVER;
        stream.head(ProbeToken.answer(), true);
        if (!upload.isEnded()) {
            stream.cutUpload();
        }
    }

    // ---- from the edge

    /// A part of the request body. Returns how many bytes of the window can be given back at once.
    int requestData(ByteBuf lent, int padding, boolean last) {
        if (phase == Phase.OVER) {
            return lent.readableBytes() + padding;
        }
        silentSinceNanos = forwarding.nanoTime().getAsLong();
        recording.requestBody(lent);
        int free = upload.pass(lent, padding, last, taker());
        overIfBothHalvesAre();
        return free;
    }

    /// Where request bytes can go now, or null: nothing is sent behind an upgrade before the origin
    /// has switched.
    private @Nullable OriginConnection taker() {
        return upgrade != null && phase != Phase.TUNNELLING ? null : connection;
    }

    /// The trailers, which end the request.
    void requestTrailers(Http2Headers trailers) {
        if (phase == Phase.OVER) {
            return;
        }
        if (upload.end(trailers, taker())) {
            overIfBothHalvesAre();
        } else {
            breakOff("the request body arrived altered");
        }
    }

    private void overIfBothHalvesAre() {
        if (phase == Phase.TUNNELLING && answerEnded && upload.isEnded()) {
            over(true, "");
        }
    }

    /// The visitor left, or the link is gone: the origin hears of it at once.
    void cancelled(String why) {
        if (phase != Phase.OVER) {
            abandonOrigin();
            over(false, why);
        }
    }

    /// The stream takes more, or no more for now.
    void streamWritabilityChanged() {
        if (connection != null && (phase == Phase.ANSWERING || phase == Phase.TUNNELLING)) {
            connection.setReading(stream.isWritable());
        }
    }

    /// Gives up on an origin that has been silent for too long.
    void checkTimeout(long nowNanos) {
        boolean waiting = phase == Phase.CONNECTING || phase == Phase.WAITING_FOR_HEAD;
        if (waiting && nowNanos - silentSinceNanos > forwarding.originTimeoutNanos()) {
            abandonOrigin();
            answerMyself(ErrorCode.LOCAL_TIMEOUT, "the origin sent no answer in time");
        }
    }

    // ---- from the origin

    @Override
    public void connected(OriginConnection fresh) {
        HttpRequest toSend = originHead;
        if (phase != Phase.CONNECTING || toSend == null) {
            fresh.abort();
            return;
        }
        connection = fresh;
        phase = Phase.WAITING_FOR_HEAD;
        boolean withoutBody = upgrade != null || !upload.isExpected();
        fresh.send(this, toSend, withoutBody);
        if (!withoutBody) {
            sendEarly(fresh);
        }
    }

    private void sendEarly(OriginConnection taker) {
        upload.sendEarly(taker);
        overIfBothHalvesAre();
        if (taker.isWritable()) {
            writable();
        }
    }

    @Override
    public void unreachable(OriginFailure failure) {
        if (phase == Phase.CONNECTING) {
            answerMyself(failure.code(), failure.problem());
        }
    }

    @Override
    public void writable() {
        int due = upload.takeOwed();
        if (due > 0) {
            stream.consumed(due);
        }
    }

    @Override
    public void interim(HttpResponse interim) {
        silentSinceNanos = forwarding.nanoTime().getAsLong();
        Http2Headers fields = Heads.toVisitor(interim);
        recording.interim(fields);
        stream.head(fields, false);
    }

    @Override
    public void head(HttpResponse originAnswer) {
        int status = originAnswer.status().code();
        if (upgrade != null && status < 300) {
            // On the link, success would mean that it switched (RFC 8441 section 5).
            abandonOrigin();
            answerMyself(
                    ErrorCode.LOCAL_PROTOCOL, "its " + status + " does not switch to WebSocket");
            return;
        }
        long length =
                answerWatch.expect(originAnswer.headers().get(HttpHeaderNames.CONTENT_LENGTH));
        boolean empty = length == 0 || Heads.hasNoBody(originAnswer, originHead);
        if (!empty && forwarding.isTooLarge(length)) {
            abandonOrigin();
            answerMyself(ErrorCode.TOO_LARGE, "the answer has " + length + " bytes");
            return;
        }
        phase = Phase.ANSWERING;
        answerEnded = empty;
        Http2Headers fields = Heads.toVisitor(originAnswer);
        forwarding.hosts().mapOut(fields, head);
        recording.responseHead(fields);
        stream.head(fields, empty);
    }

    @Override
    public void switched(HttpResponse originAnswer) {
        if (upgrade == null || !upgrade.isAnsweredBy(originAnswer.headers())) {
            abandonOrigin();
            answerMyself(
                    ErrorCode.LOCAL_PROTOCOL, "its 101 does not answer the WebSocket handshake");
            return;
        }
        phase = Phase.TUNNELLING;
        Http2Headers fields = Heads.switched(originAnswer);
        recording.responseHead(fields);
        stream.head(fields, false);
        if (connection != null) {
            sendEarly(connection);
        }
    }

    @Override
    public void body(ByteBuf owned, boolean last) {
        if (answerEnded || phase == Phase.OVER) {
            owned.release();
            return;
        }
        recording.responseBody(owned);
        if (phase == Phase.ANSWERING) {
            answerWatch.pass(owned);
            if (forwarding.isTooLarge(answerWatch.bytes())) {
                owned.release();
                breakOff("the answer is larger than " + forwarding.maxResponseBytes() + " bytes");
                return;
            }
        }
        if (last) {
            lastPart = owned;
            return;
        }
        stream.data(owned);
        if (connection != null && !stream.isWritable()) {
            connection.setReading(false);
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        boolean cutUpload = !upload.isEnded();
        if (phase == Phase.TUNNELLING) {
            answerEnded = true;
            stream.end(Unpooled.EMPTY_BUFFER, null, false);
            overIfBothHalvesAre();
            return;
        }
        if (!answerEnded) {
            stream.end(
                    takeLastPart(),
                    answerWatch.trailers(Heads.trailersToVisitor(trailers)),
                    cutUpload);
        } else if (cutUpload) {
            stream.cutUpload();
        }
        over(true, "");
    }

    private ByteBuf takeLastPart() {
        ByteBuf part = lastPart;
        lastPart = null;
        return part == null ? Unpooled.EMPTY_BUFFER : part;
    }

    @Override
    public void broken(OriginFailure failure, boolean untouched) {
        connection = null;
        switch (phase) {
            case WAITING_FOR_HEAD -> {
                if (untouched && repeatable) {
                    repeatable = false;
                    phase = Phase.CONNECTING;
                    forwarding.origin().connect(this);
                } else {
                    answerMyself(failure.code(), failure.problem());
                }
            }
            case ANSWERING, TUNNELLING -> breakOff(failure.problem());
            case CONNECTING, OVER -> {}
        }
    }

    // ---- ends

    /// Before an answer's head went out.
    private void answerMyself(ErrorCode code, String why) {
        OwnAnswer answer = OwnAnswer.to(head, code);
        CharSequence method = head.method();
        boolean withBody = method == null || !"HEAD".contentEquals(method);
        recording.responseHead(answer.head());
        stream.answer(answer, withBody, !upload.isEnded());
        over(false, code.wireName() + ": " + why);
    }

    /// After it.
    private void breakOff(String why) {
        abandonOrigin();
        stream.breakOff();
        over(false, why);
    }

    private void abandonOrigin() {
        if (phase == Phase.CONNECTING) {
            forwarding.origin().leave(this);
        }
        if (connection != null) {
            connection.abort();
            connection = null;
        }
    }

    private void over(boolean complete, String why) {
        phase = Phase.OVER;
        connection = null;
        takeLastPart().release();
        upload.release();
        writable();
        if (!complete) {
            LOG.debug("exchange broken stream={} cause={}", stream.id(), why);
        }
        recording.ended(complete, why);
    }
}
