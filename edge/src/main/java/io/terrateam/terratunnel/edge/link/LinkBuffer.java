package io.terrateam.terratunnel.edge.link;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;

/// How many bytes of answers one link has brought that its visitors have not taken yet.
///
/// The link's own window is refilled as bytes arrive, so that slow visitors never stop the others;
/// this budget bounds memory instead.
///
/// Thread: the link's loop.
final class LinkBuffer {

    private final long limitBytes;
    private long heldBytes;

    LinkBuffer(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    void hold(int bytes) {
        heldBytes += bytes;
    }

    void giveBack(long bytes) {
        heldBytes -= bytes;
    }

    boolean isOverfull() {
        return heldBytes > limitBytes;
    }

    /// The stream that holds most, or null where none holds anything.
    @Nullable Http2LinkStream greediest(
            Http2Connection connection, Http2Connection.PropertyKey streamKey) {
        Http2LinkStream[] greediest = new Http2LinkStream[1];
        try {
            connection.forEachActiveStream(active -> {
                Http2LinkStream stream = active.getProperty(streamKey);
                if (isGreedier(stream, greediest[0])) {
                    greediest[0] = stream;
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        return greediest[0];
    }

    private static boolean isGreedier(
            @Nullable Http2LinkStream stream, @Nullable Http2LinkStream than) {
        return stream != null
                && stream.heldBytes() > 0
                && (than == null || stream.heldBytes() > than.heldBytes());
    }
}
