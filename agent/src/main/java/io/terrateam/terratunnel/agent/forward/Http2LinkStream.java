package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import org.jspecify.annotations.Nullable;

/// A stream of an HTTP/2 link: what is sent becomes frames, what is given back is the stream's
/// window.
///
/// Thread: the link's loop. Nothing is flushed before the end of the loop's turn. Owns: nothing;
/// buffers given to it belong to the link.
final class Http2LinkStream implements LinkStream {

    private final Http2ConnectionHandler http2;
    private final ChannelHandlerContext http2Context;
    private final TurnFlusher flusher;
    private final Http2Stream stream;

    Http2LinkStream(
            Http2ConnectionHandler http2,
            ChannelHandlerContext http2Context,
            TurnFlusher flusher,
            Http2Stream stream) {
        this.http2 = http2;
        this.http2Context = http2Context;
        this.flusher = flusher;
        this.stream = stream;
    }

    @Override
    public String id() {
        return Integer.toString(stream.id());
    }

    @Override
    public void head(Http2Headers head, boolean last) {
        http2.encoder()
                .writeHeaders(http2Context, stream.id(), head, 0, last, http2Context.newPromise());
        flusher.request();
    }

    @Override
    public void data(ByteBuf owned) {
        http2.encoder()
                .writeData(http2Context, stream.id(), owned, 0, false, http2Context.newPromise());
        flusher.request();
    }

    @Override
    public void end(ByteBuf owned, @Nullable Http2Headers trailers, boolean cutUpload) {
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
    @Override
    public void cutUpload() {
        reset(Http2Error.NO_ERROR);
    }

    @Override
    public void breakOff() {
        reset(Http2Error.INTERNAL_ERROR);
    }

    private void reset(Http2Error error) {
        if (stream.state() != Http2Stream.State.CLOSED) {
            http2.resetStream(http2Context, stream.id(), error.code(), http2Context.newPromise());
            flusher.request();
        }
    }

    /// Neither the stream's window nor the link's socket is full.
    @Override
    public boolean isWritable() {
        return http2.connection().remote().flowController().isWritable(stream);
    }

    @Override
    public void consumed(int bytes) {
        try {
            if (http2.connection().local().flowController().consumeBytes(stream, bytes)) {
                flusher.request();
            }
        } catch (Http2Exception failure) {
            http2.onError(http2Context, true, failure);
        }
    }
}
