package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The SHA-256 of a body, computed as it streams by, and its `Content-Digest` trailer.
///
/// Thread: one stream's loop. Spec: RFC 9530 section 2.
public final class BodyDigest {

    /// The trailer field.
    public static final AsciiString FIELD = AsciiString.cached("content-digest");

    /// Bodies longer than this get the trailer, in bytes.
    public static final long THRESHOLD_BYTES = 10L << 20;

    private static final String PREFIX = "sha-256=:";

    /// The parameter that tells a digest which only the other end of the link is meant to see from
    /// one that an application sent to another.
    private static final String FOR_THIS_HOP = ";hop";

    private final MessageDigest sha256;
    private long bytes;

    /// An empty body's digest.
    public BodyDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Takes in a part of the body, which is only lent.
    public void update(ByteBuf lent) {
        bytes += lent.readableBytes();
        for (ByteBuffer part : lent.nioBuffers()) {
            sha256.update(part);
        }
    }

    /// How many bytes have been taken in.
    public long bytes() {
        return bytes;
    }

    /// The trailer's value for the other end of the link alone; ends the computation.
    public String hopFieldValue() {
        return fieldValue() + FOR_THIS_HOP;
    }

    /// Takes the trailer out again if the other end of the link has added it. An application's own
    /// stays.
    public static void removeHopField(Http2Headers trailers) {
        CharSequence received = trailers.get(FIELD);
        if (received != null && received.toString().endsWith(FOR_THIS_HOP)) {
            trailers.remove(FIELD);
        }
    }

    /// The trailer's value; ends the computation.
    public String fieldValue() {
        return PREFIX + Base64.getEncoder().encodeToString(sha256.digest()) + ":";
    }

    /// Whether a received field value agrees with the body, or says nothing about SHA-256; ends the
    /// computation.
    public boolean agreesWith(CharSequence received) {
        for (String member : received.toString().split(",")) {
            String trimmed = member.trim();
            if (trimmed.startsWith(PREFIX)) {
                int parameters = trimmed.indexOf(';');
                String value = parameters < 0 ? trimmed : trimmed.substring(0, parameters);
                return MessageDigest.isEqual(
                        value.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        fieldValue().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        }
        return true;
    }
}
