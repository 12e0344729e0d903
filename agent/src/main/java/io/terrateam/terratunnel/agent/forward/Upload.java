package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.origin.OriginConnection;
import io.terrateam.terratunnel.protocol.link.BodyDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The visitor's half of an exchange's data, on its way to the origin.
///
/// Thread: the exchange's loop. Owns: parts that came before there was a connection, and the part
/// that completes a body whose digest has not come yet: passed on, it would make a damaged body
/// look complete. Limits: at most a stream's window of both, since none of it is given back
/// meanwhile. Spec: RFC 9530.
final class Upload {

    private final BodyWatch watch;
    private final Deque<ByteBuf> early = new ArrayDeque<>(0);
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private @Nullable ByteBuf withheld;
    private boolean ended;
    private int owedBytes;

    /// @param digests whether a long body is hashed
    /// @param ended whether there is none
    Upload(boolean digests, boolean ended) {
        this.watch = new BodyWatch(digests);
        this.ended = ended;
    }

    /// A body is about to come behind this head.
    void expect(HttpRequest head) {
        watch.expect(head.headers().get(HttpHeaderNames.CONTENT_LENGTH));
    }

    /// Whether a body was announced at all.
    boolean isExpected() {
        return watch.isExpected();
    }

    /// Whether all of it has come.
    boolean isEnded() {
        return ended;
    }

    /// Takes a part.
    ///
    /// @param taker where it goes, or null where it has to wait
    /// @return how many bytes of the window can be given back at once
    int pass(ByteBuf lent, int padding, boolean last, @Nullable OriginConnection taker) {
        int bytes = lent.readableBytes() + padding;
        watch.pass(lent);
        if (last) {
            sendWithheld(taker);
        }
        if (lent.isReadable()) {
            if (!last && withheld == null && watch.isCompleteButUnproven()) {
                withheld = lent.retain();
            } else {
                send(lent.retain(), taker);
            }
        }
        if (last) {
            end(taker);
        }
        if (owedBytes == 0 && withheld == null && taker != null && taker.isWritable()) {
            return bytes;
        }
        owedBytes += bytes;
        return 0;
    }

    private void send(ByteBuf owned, @Nullable OriginConnection taker) {
        if (taker == null) {
            early.add(owned);
        } else {
            taker.sendBody(owned);
        }
    }

    private void sendWithheld(@Nullable OriginConnection taker) {
        ByteBuf part = withheld;
        withheld = null;
        if (part != null) {
            send(part, taker);
        }
    }

    private void end(@Nullable OriginConnection taker) {
        ended = true;
        if (taker != null) {
            taker.sendEnd(trailers);
        }
    }

    /// Takes the trailers, which end it, unless they contradict the body: then false.
    boolean end(Http2Headers received, @Nullable OriginConnection taker) {
        if (!watch.agreesWith(received)) {
            return false;
        }
        BodyDigest.removeHopField(received);
        trailers = Heads.trailersToOrigin(received);
        sendWithheld(taker);
        end(taker);
        return true;
    }

    /// Sends what waited for `taker`.
    void sendEarly(OriginConnection taker) {
        for (ByteBuf part = early.poll(); part != null; part = early.poll()) {
            taker.sendBody(part);
        }
        if (ended) {
            taker.sendEnd(trailers);
        }
    }

    /// How many bytes of the window can be given back now that the connection takes more.
    int takeOwed() {
        int due = owedBytes;
        owedBytes = 0;
        return due;
    }

    void release() {
        for (ByteBuf part = early.poll(); part != null; part = early.poll()) {
            part.release();
        }
        if (withheld != null) {
            withheld.release();
            withheld = null;
        }
    }
}
