package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import org.jspecify.annotations.Nullable;

/// The agent's side of one stream of a link: what it sends, and what it gives back of the edge's
/// window.
///
/// Thread: the link's loop. Nothing is flushed before the end of the loop's turn. Owns: nothing;
/// buffers given to it belong to the link.
final class LinkStream {

    private final Http2ConnectionHandler http2;
    private final ChannelHandlerContext http2Context;
    private final TurnFlusher flusher;
    private final Http2Stream stream;

    LinkStream(
            Http2ConnectionHandler http2,
            ChannelHandlerContext http2Context,
            TurnFlusher flusher,
            Http2Stream stream) {
        this.http2 = http2;
        this.http2Context = http2Context;
        this.flusher = flusher;
        this.stream = stream;
    }

    /// The stream's id, for logs.
    int id() {
        return stream.id();
    }

    /// Sends a head (interim, final, or trailers).
    void head(Http2Headers head, boolean last) {
        http2.encoder()
                .writeHeaders(http2Context, stream.id(), head, 0, last, http2Context.newPromise());
        flusher.request();
    }

    /// Sends a part of the body; takes `owned` over.
    void data(ByteBuf owned) {
        http2.encoder()
                .writeData(http2Context, stream.id(), owned, 0, false, http2Context.newPromise());
        flusher.request();
    }

    /// Ends the answer with its last part, in one frame if no trailers follow.
    ///
    /// @param owned the last part, possibly empty; taken over
    /// @param trailers or null
    /// @param cutUpload whether the edge may still send and is to be told, once all is written,
    ///   that nobody reads it
    void end(ByteBuf owned, @Nullable Http2Headers trailers, boolean cutUpload) {
        ChannelPromise written = http2Context.newPromise();
        if (trailers == null) {
            http2.encoder().writeData(http2Context, stream.id(), owned, 0, true, written);
        } else {
            if (owned.isReadable()) {
                data(owned);
            }
            http2.encoder().writeHeaders(http2Context, stream.id(), trailers, 0, true, written);
        }
        if (cutUpload) {
            written.addListener(done -> cutUpload());
        }
        flusher.request();
    }

    /// RFC 9113 section 8.1: after a complete answer, RST_STREAM(NO_ERROR) asks to stop an upload.
    void cutUpload() {
        reset(Http2Error.NO_ERROR);
    }

    /// Answers instead of the origin.
    void answer(OwnAnswer answer, boolean withBody, boolean cutUpload) {
        head(answer.head(), !withBody);
        if (withBody) {
            end(Unpooled.wrappedBuffer(answer.body()), null, cutUpload);
        } else if (cutUpload) {
            cutUpload();
        }
    }

    /// Breaks the stream off.
    void reset(Http2Error error) {
        if (stream.state() != Http2Stream.State.CLOSED) {
            http2.resetStream(http2Context, stream.id(), error.code(), http2Context.newPromise());
            flusher.request();
        }
    }

    /// Whether the visitor's side takes more: neither the stream's window nor the link's socket is
    /// full.
    boolean isWritable() {
        return http2.connection().remote().flowController().isWritable(stream);
    }

    /// Gives `bytes` of the window back, because the origin has taken them.
    void consumed(int bytes) {
        try {
            if (http2.connection().local().flowController().consumeBytes(stream, bytes)) {
                flusher.request();
            }
        } catch (Http2Exception failure) {
            http2.onError(http2Context, true, failure);
        }
    }
}
