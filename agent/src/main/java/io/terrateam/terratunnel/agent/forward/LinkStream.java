package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/// The agent's side of one exchange on a link: what it sends, and what it gives back because the
/// origin has taken it. Whatever version the link speaks, heads are HTTP/2's.
///
/// Thread: the link's loop. Nothing is flushed before the end of the loop's turn. Owns: buffers
/// given to it.
interface LinkStream {

    /// What names it in logs.
    String id();

    /// Sends a head (interim or final).
    ///
    /// @param last whether the answer ends with it
    void head(Http2Headers head, boolean last);

    /// Sends a part of the body; takes `owned` over.
    void data(ByteBuf owned);

    /// Ends the answer with its last part.
    ///
    /// @param owned the last part, possibly empty; taken over
    /// @param trailers or null
    /// @param cutUpload whether the edge may still send and is to be told, once all is written,
    ///   that nobody reads it
    void end(ByteBuf owned, @Nullable Http2Headers trailers, boolean cutUpload);

    /// Tells the edge, after a complete answer, that nobody reads the rest of the request.
    void cutUpload();

    /// Breaks the answer off behind its head, so that it can't be taken for a whole one.
    void breakOff();

    /// Whether the visitor's side takes more.
    boolean isWritable();

    /// Gives `bytes` of the request back, because the origin has taken them.
    void consumed(int bytes);

    /// Answers instead of the origin.
    default void answer(OwnAnswer answer, boolean withBody, boolean cutUpload) {
        head(answer.head(), !withBody);
        if (withBody) {
            end(Unpooled.wrappedBuffer(answer.body()), null, cutUpload);
        } else if (cutUpload) {
            cutUpload();
        }
    }
}
