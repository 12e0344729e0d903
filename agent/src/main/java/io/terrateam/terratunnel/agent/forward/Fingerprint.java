package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;

/// What a request of version 1 says, apart from its id: two with the same fingerprint are the same
/// request, or equal ones.
///
/// @param sha256 of head and body
record Fingerprint(ByteBuffer sha256) {

    /// The fingerprint of a request.
    ///
    /// @param lentBody its parts; only looked at
    static Fingerprint of(Http2Headers head, List<ByteBuf> lentBody) {
        MessageDigest digest = sha256Digest();
        for (Map.Entry<CharSequence, CharSequence> field : head) {
            add(digest, field.getKey());
            add(digest, field.getValue());
        }
        for (ByteBuf part : lentBody) {
            for (ByteBuffer piece : part.nioBuffers()) {
                digest.update(piece);
            }
        }
        return new Fingerprint(ByteBuffer.wrap(digest.digest()).asReadOnlyBuffer());
    }

    private static void add(MessageDigest digest, CharSequence text) {
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
