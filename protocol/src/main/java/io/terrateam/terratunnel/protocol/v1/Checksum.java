package io.terrateam.terratunnel.protocol.v1;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 over bytes, in hex.
///
/// Thread: one at a time.
public final class Checksum {

    private final MessageDigest digest;

    /// Begins.
    public Checksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Takes more bytes in.
    public void update(ByteBuf lent) {
        if (lent.nioBufferCount() == 1) {
            digest.update(lent.internalNioBuffer(lent.readerIndex(), lent.readableBytes()));
        } else {
            for (ByteBuffer piece : lent.nioBuffers()) {
                digest.update(piece);
            }
        }
    }

    /// The checksum of all that was taken in; it begins anew.
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
