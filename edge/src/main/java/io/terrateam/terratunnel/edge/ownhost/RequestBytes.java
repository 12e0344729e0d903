package io.terrateam.terratunnel.edge.ownhost;

import io.netty.buffer.ByteBuf;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import java.util.Arrays;

/// A request body that is collected, up to [OwnHost#MAX_BODY_BYTES].
///
/// Thread: one visitor's loop. Owns: the bytes, as a copy that grows with what comes.
final class RequestBytes {
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int length;

    /// Adds a part; false where it would be too much.
    boolean add(ByteBuf lent) {
        int more = lent.readableBytes();
        if (more > OwnHost.MAX_BODY_BYTES - length) {
            bytes = NONE;
            return false;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
        lent.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    /// What has come.
    byte[] take() {
        byte[] taken = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NONE;
        return taken;
    }
}
