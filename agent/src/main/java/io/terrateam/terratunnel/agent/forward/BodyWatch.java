package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.link.BodyDigest;
import org.jspecify.annotations.Nullable;

/// Counts a body that streams by and, where it may grow past the link's threshold, computes its
/// digest.
///
/// Thread: one exchange's loop. Spec: RFC 9530 section 2.
final class BodyWatch {

    private static final long UNKNOWN = -1;

    private final boolean digests;
    private @Nullable BodyDigest digest;
    private boolean expected;
    private long announcedBytes = UNKNOWN;
    private long bytes;

    /// @param digests whether a long body is hashed
    BodyWatch(boolean digests) {
        this.digests = digests;
    }

    /// A body is about to come.
    ///
    /// @param contentLength its `Content-Length`, or null where it is open
    /// @return its length, or -1 where that is not known
    long expect(@Nullable String contentLength) {
        expected = true;
        announcedBytes = contentLength == null ? UNKNOWN : parse(contentLength);
        boolean mayBeLong =
                announcedBytes == UNKNOWN || announcedBytes > BodyDigest.THRESHOLD_BYTES;
        if (digests && mayBeLong) {
            digest = new BodyDigest();
        }
        return announcedBytes;
    }

    private static long parse(String contentLength) {
        try {
            return Long.parseLong(contentLength.trim());
        } catch (NumberFormatException malformed) {
            return UNKNOWN;
        }
    }

    /// Whether the announced length has gone by, but a digest may still follow.
    boolean isCompleteButUnproven() {
        return digest != null && announcedBytes != UNKNOWN && bytes >= announcedBytes;
    }

    /// Whether a body was announced at all.
    boolean isExpected() {
        return expected;
    }

    /// A part goes by; it is only lent.
    void pass(ByteBuf lent) {
        bytes += lent.readableBytes();
        if (digest != null) {
            digest.update(lent);
        }
    }

    /// How much has gone by.
    long bytes() {
        return bytes;
    }

    /// Whether received trailers don't contradict the body.
    boolean agreesWith(Http2Headers trailers) {
        CharSequence field = trailers.get(BodyDigest.FIELD);
        return field == null
                || digest == null
                || bytes <= BodyDigest.THRESHOLD_BYTES
                || digest.agreesWith(field);
    }

    /// The trailers to send: those given and, past the threshold, the digest.
    @Nullable Http2Headers trailers(@Nullable Http2Headers given) {
        if (digest == null || bytes <= BodyDigest.THRESHOLD_BYTES) {
            return given;
        }
        Http2Headers fields = given == null ? new DefaultHttp2Headers(false, 1) : given;
        if (!fields.contains(BodyDigest.FIELD)) {
            fields.set(BodyDigest.FIELD, digest.hopFieldValue());
        }
        return fields;
    }
}
