package io.terrateam.terratunnel.edge.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.link.LinkStream;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.link.BodyDigest;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The visitor's half of an exchange's data: counted against its limit, digested, and kept only
/// until there is a link.
///
/// Thread: the exchange's loop. Owns: parts that came before the link.
final class RequestBody {

    private final long limitBytes;
    private final boolean isUpgrade;
    private final boolean mayBeLong;

    private @Nullable BodyDigest digest;
    private @Nullable ArrayDeque<ByteBuf> early;
    private @Nullable Http2Headers earlyTrailers;
    private long bytes;
    private boolean anySent;
    private boolean complete;

    RequestBody(RequestHead head, long limitBytes) {
        this.limitBytes = limitBytes;
        this.isUpgrade = head.upgrade();
        this.complete = head.endsHere();
        this.mayBeLong = !complete && !isUpgrade && mayBeLong(head.fields());
    }

    /// A link was found.
    ///
    /// @param digests whether a long body gets a digest on it
    void useDigests(boolean digests) {
        digest = digests && mayBeLong ? new BodyDigest() : null;
    }

    private static boolean mayBeLong(Http2Headers head) {
        CharSequence length = head.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null || ResponseFields.parseLength(length) > BodyDigest.THRESHOLD_BYTES;
    }

    /// Counts a part; false where it takes the body over its limit.
    boolean admit(ByteBuf part) {
        bytes += part.readableBytes();
        return limitBytes == 0 || isUpgrade || bytes <= limitBytes;
    }

    /// Sends a part, or keeps it until there is a stream.
    void send(ByteBuf part, boolean ends, @Nullable LinkStream stream) {
        complete |= ends;
        if (stream == null) {
            if (early == null) {
                early = new ArrayDeque<>(2);
            }
            early.add(part);
        } else {
            pass(part, ends, stream);
        }
    }

    /// Ends the body with the visitor's trailers.
    void end(Http2Headers trailers, @Nullable LinkStream stream) {
        complete = true;
        if (stream == null) {
            earlyTrailers = trailers;
        } else {
            anySent = true;
            addDigest(trailers);
            stream.requestTrailers(trailers);
        }
    }

    /// Sends what came before the stream was open.
    void sendEarlyParts(LinkStream stream) {
        ArrayDeque<ByteBuf> parts = early;
        Http2Headers trailers = earlyTrailers;
        early = null;
        earlyTrailers = null;
        while (parts != null && !parts.isEmpty()) {
            ByteBuf part = parts.remove();
            pass(part, complete && trailers == null && parts.isEmpty(), stream);
        }
        if (trailers != null) {
            anySent = true;
            addDigest(trailers);
            stream.requestTrailers(trailers);
        }
    }

    private void pass(ByteBuf part, boolean ends, LinkStream stream) {
        anySent = true;
        if (digest != null) {
            digest.update(part);
        }
        if (ends && digest != null && digest.bytes() > BodyDigest.THRESHOLD_BYTES) {
            stream.requestBody(part, false);
            Http2Headers trailers = new DefaultHttp2Headers(false);
            addDigest(trailers);
            stream.requestTrailers(trailers);
        } else {
            stream.requestBody(part, ends);
        }
    }

    private void addDigest(Http2Headers trailers) {
        if (digest != null
                && digest.bytes() > BodyDigest.THRESHOLD_BYTES
                && !trailers.contains(BodyDigest.FIELD)) {
            trailers.set(BodyDigest.FIELD, digest.hopFieldValue());
        }
    }

    boolean isComplete() {
        return complete;
    }

    /// Whether nothing of the body has been given away.
    boolean canBeRepeated() {
        return !anySent;
    }

    void release() {
        if (early != null) {
            early.forEach(ByteBuf::release);
            early = null;
        }
    }
}
