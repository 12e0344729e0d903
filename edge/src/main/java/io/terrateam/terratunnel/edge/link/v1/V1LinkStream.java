package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.link.LinkBuffer;
import io.terrateam.terratunnel.edge.link.LinkStream;
import io.terrateam.terratunnel.edge.link.LinkStreamListener;
import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.v1.BodyText;
import io.terrateam.terratunnel.protocol.v1.ContentTypes;
import io.terrateam.terratunnel.protocol.v1.Message;
import io.terrateam.terratunnel.protocol.v1.MessageWriter;
import io.terrateam.terratunnel.protocol.v1.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One exchange on a link of version 1: the request is gathered and sent whole, the answer comes
/// whole or in chunks.
///
/// Thread: the link's loop. Owns: the request's body until it has been sent. Limits: the body is
/// counted by the process's [io.terrateam.terratunnel.protocol.link.MessageBudget]; bytes of the
/// answer count against the link's [LinkBuffer] until [#responseBodyTaken].
final class V1LinkStream extends LinkBuffer.Holder implements LinkStream {

    /// Where it stands.
    private enum Phase {
        GATHERING,
        SENT,
        STREAMING,
        OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(V1LinkStream.class);
    private static final int LONG_BYTES = 64 << 10;
    private static final int FAILURE_TEXT_BYTES = 300;

    private final V1Link link;
    private final String requestId;
    private final RequestHead head;
    private final LinkStreamListener listener;
    private final GatheredBody body;

    private Phase phase = Phase.GATHERING;
    private @Nullable LongRequest underway;
    private @Nullable StreamedBody streamed;
    private String streamId = "";
    private long pausedNanos;

    V1LinkStream(
            V1Link link,
            String requestId,
            RequestHead head,
            LinkStreamListener listener,
            GatheredBody body) {
        this.link = link;
        this.requestId = requestId;
        this.head = head;
        this.listener = listener;
        this.body = body;
    }

    String requestId() {
        return requestId;
    }

    /// The id of its streamed answer; empty where there is none.
    String streamId() {
        return streamId;
    }

    /// Whether its streamed answer was announced with its length.
    boolean isOfKnownLength() {
        return streamed != null && streamed.isOfKnownLength();
    }

    /// How long it has stopped the link's other exchanges.
    long pausedNanos() {
        return pausedNanos;
    }

    void addPause(long nanos) {
        pausedNanos += nanos;
    }

    /// Begins, in the same turn in which it was opened.
    void begin() {
        if (head.upgrade() || isAsterisk()) {
            link.later(() -> end(StreamEnd.NOT_CARRIED));
        } else if (head.endsHere()) {
            send();
        } else if (head.expectsContinue()) {
            // Nobody else will say so: the request goes on when its body is here.
            link.later(() -> {
                if (phase == Phase.GATHERING) {
                    listener.interim(new DefaultHttp2Headers(false).status("100"));
                }
            });
        }
    }

    private boolean isAsterisk() {
        return "*".contentEquals(String.valueOf(head.fields().path()));
    }

    // ---- toward the agent

    @Override
    public void requestBody(ByteBuf part, boolean ends) {
        if (phase != Phase.GATHERING) {
            part.release();
            return;
        }
        int bytes = part.readableBytes();
        if (!body.add(part, ends, link.alloc())) {
            link.later(() -> end(StreamEnd.BUSY));
        } else if (ends) {
            send();
        } else {
            link.later(() -> taken(bytes));
        }
    }

    private void taken(int bytes) {
        if (phase != Phase.OVER) {
            listener.requestBodySent(bytes);
        }
    }

    @Override
    public void requestTrailers(Http2Headers trailers) {
        if (phase == Phase.GATHERING) {
            send(); // there is no place for trailers
        }
    }

    private void send() {
        ByteBuf bytes = body.bytes();
        int length = bytes.readableBytes();
        boolean text =
                length <= LONG_BYTES
                        && (length == 0
                                || ContentTypes.isText(
                                        head.fields().get(HttpHeaderNames.CONTENT_TYPE)))
                        && Utf8.isValid(bytes);
        ByteBuf message =
                link.writer()
                        .beginRequest(
                                requestId,
                                String.valueOf(head.fields().method()),
                                String.valueOf(head.fields().path()),
                                RequestFields.of(head, link.client(), length),
                                !text);
        long size = message.readableBytes() + (text ? length : BodyText.base64Length(length)) + 2;
        if (size > link.client().maxMessageBytes()) {
            message.release();
            link.later(() -> end(StreamEnd.REQUEST_TOO_LONG));
            return;
        }
        phase = Phase.SENT;
        if (length > LONG_BYTES) {
            underway = new LongRequest(message, body);
            link.sending().send(underway);
            return;
        }
        if (text) {
            BodyText.appendText(bytes, message);
        } else {
            BodyText.appendBase64(bytes, message);
        }
        body.release();
        message.writeCharSequence(MessageWriter.END_OF_BODY, StandardCharsets.US_ASCII);
        link.sending().send(message);
    }

    @Override
    public void responseBodyTaken(int bytes) {
        link.buffer().giveBack(this, bytes);
        link.pause().look();
    }

    @Override
    public void cancel() {
        over();
    }

    /// Even where the answer has ended: its visitor has not got all of it.
    @Override
    protected void tooSlow() {
        over();
        listener.streamEnded(StreamEnd.TOO_SLOW);
    }

    // ---- from the agent

    void answered(Message.Answer answer) {
        if (phase != Phase.SENT) {
            broken("answer out of order");
            return;
        }
        List<ByteBuf> parts = new ArrayList<>(1);
        if (!answer.body().decode(link.alloc(), parts::add)) {
            parts.forEach(ByteBuf::release);
            broken("body is no base64");
            return;
        }
        long bytes = parts.stream().mapToLong(ByteBuf::readableBytes).sum();
        CharSequence failure = ownFailure(answer, parts);
        Http2Headers made =
                AnswerHead.of(
                        answer.fields(),
                        answer.status(),
                        head,
                        link.client(),
                        !answer.body().isBase64(),
                        bytes);
        if (failure != null) {
            made.set(LinkHandshake.ERROR, failure);
        }
        boolean empty = parts.isEmpty() || AnswerHead.isBodyless(head, answer.status());
        over();
        listener.responseHead(made, empty);
        if (empty) {
            parts.forEach(ByteBuf::release);
        } else {
            pass(parts, true);
        }
    }

    private @Nullable CharSequence ownFailure(Message.Answer answer, List<ByteBuf> parts) {
        if (link.client().exact() || answer.status() != 500 || parts.isEmpty()) {
            return null;
        }
        ByteBuf first = parts.getFirst();
        int length = Math.min(first.readableBytes(), FAILURE_TEXT_BYTES);
        CharSequence begin =
                first.getCharSequence(first.readerIndex(), length, StandardCharsets.UTF_8);
        return AnswerHead.failureOfTheOriginal(answer.fields(), answer.status(), begin);
    }

    void streamBegins(Message.StreamBegin begin) {
        if (phase != Phase.SENT) {
            broken("answer out of order");
            return;
        }
        long total = begin.totalBytes();
        Http2Headers made =
                AnswerHead.of(
                        begin.fields(),
                        begin.status(),
                        head,
                        link.client(),
                        false,
                        total > 0 ? total : AnswerHead.UNKNOWN);
        boolean empty = AnswerHead.isBodyless(head, begin.status());
        if (empty) {
            over(); // the original announces even what has no body, and never ends it
        } else {
            phase = Phase.STREAMING;
            streamed = new StreamedBody(total);
            streamId = begin.streamId();
            link.streams(this);
        }
        listener.responseHead(made, empty);
    }

    /// The original announces a body that turns out empty, and says no more.
    void endIfNothingCame() {
        if (phase == Phase.STREAMING && streamed != null && !streamed.hasBegun()) {
            over();
            listener.responseBody(Unpooled.EMPTY_BUFFER, true);
        }
    }

    void chunk(Message.StreamChunk chunk) {
        StreamedBody running = streamed;
        if (phase != Phase.STREAMING || running == null) {
            return;
        }
        List<ByteBuf> parts = running.take(chunk, link.alloc());
        if (running.fault().isEmpty()) {
            pass(parts, false);
        } else {
            broken(running.fault());
        }
    }

    void streamComplete(String checksum) {
        StreamedBody running = streamed;
        if (phase != Phase.STREAMING || running == null) {
            return;
        }
        List<ByteBuf> last = running.end(checksum);
        if (!running.fault().isEmpty()) {
            broken(running.fault());
            return;
        }
        over();
        if (last.isEmpty()) {
            listener.responseBody(Unpooled.EMPTY_BUFFER, true);
        } else {
            pass(last, true);
        }
    }

    private void pass(List<ByteBuf> parts, boolean ends) {
        int last = parts.size() - 1;
        for (int i = 0; i <= last; i++) {
            ByteBuf part = parts.get(i);
            link.buffer().hold(this, part.readableBytes());
            listener.responseBody(part, ends && i == last);
        }
        link.buffer().relieve();
        link.pause().look();
    }

    /// The answer is against the rules, or broken off.
    void broken(String reason) {
        LOG.debug("answer broken link={} request={} reason={}", link.id(), requestId, reason);
        end(StreamEnd.BROKEN);
    }

    // ---- ends

    /// The exchange ends without a complete answer.
    void end(StreamEnd end) {
        if (phase != Phase.OVER) {
            over();
            listener.streamEnded(end);
        }
    }

    private void over() {
        if (phase == Phase.OVER) {
            return;
        }
        boolean gathering = phase == Phase.GATHERING;
        phase = Phase.OVER;
        if (gathering) {
            body.release();
        }
        if (underway != null) {
            link.sending().forget(underway);
            underway = null;
        }
        if (streamed != null) {
            streamed.release();
        }
        link.ended(this);
    }
}
