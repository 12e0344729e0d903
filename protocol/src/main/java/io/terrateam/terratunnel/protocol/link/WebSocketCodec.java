package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Socket bytes on one side, the link's byte stream on the other.
///
/// Inbound, payload goes on as it arrives, without waiting for a frame to be complete. Outbound,
/// what is written between two flushes becomes one binary message, masked by the agent.
///
/// Thread: the channel's loop. Owns: buffers written since the last flush. Limits: what waits for a
/// flush counts toward the channel's write-buffer water marks, so `isWritable` stays true to its
/// word; at most [#MAX_CONTROL_FRAMES_PER_SECOND] pings and pongs a second. Spec: RFC 6455 sections
/// 5 and 7. No extension is negotiated. Failure: what the peer must not do is answered with a close
/// frame (1002 protocol error, 1003 text message, 1008 flood) and the channel is closed; a close
/// frame that comes in fires [PeerClosed] and is answered.
public final class WebSocketCodec extends WebSocketFrames {

    /// Which end this is; a WebSocket client masks, a server does not.
    public enum Role {
        /// The WebSocket client.
        AGENT,
        /// The WebSocket server.
        EDGE
    }

    /// User event: the peer sent a close frame.
    ///
    /// @param code its status code, 1005 where it had none
    /// @param reason its text, possibly empty
    public record PeerClosed(int code, String reason) {}

    /// Flood limit on control frames of the peer.
    public static final int MAX_CONTROL_FRAMES_PER_SECOND = 100;

    private @Nullable OutgoingMessage outgoing;
    private final OutgoingMessage.Masking masking;
    private boolean flushing;
    private boolean flushAgain;

    /// One codec for one channel; an agent's masks with random keys.
    public WebSocketCodec(Role role) {
        this(
                role,
                role == Role.AGENT
                        ? OutgoingMessage.Masking.RANDOM_KEYS
                        : OutgoingMessage.Masking.NONE);
    }

    /// An agent's codec for a link whose bytes nobody between the ends can see: it masks with the
    /// key 0, which is free of cost. Never for a link in the clear: the keys of RFC 6455 section
    /// 10.3 keep what an origin sends from being taken for HTTP on the way.
    public static WebSocketCodec ofHiddenLink() {
        return new WebSocketCodec(Role.AGENT, OutgoingMessage.Masking.KEY_0);
    }

    private WebSocketCodec(Role role, OutgoingMessage.Masking masking) {
        super(role);
        this.masking = masking;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        outgoing = new OutgoingMessage(ctx.channel(), masking);
    }

    @Override
    void releaseData(ChannelHandlerContext ctx) {
        if (outgoing != null && !outgoing.isEmpty()) {
            outgoing.releaseAndFailAll(ctx, new ClosedChannelException());
        }
    }

    // ---- inbound

    @Override
    void checkType(int opcode) throws WebSocketViolation {
        if (opcode == FrameHeader.OPCODE_TEXT) {
            throw new WebSocketViolation(1003, "text message (expected: binary)");
        }
    }

    @Override
    void beginData(long frameBytes, boolean begins) {
        // Messages mean nothing here: the link is one stream of bytes.
    }

    @Override
    void readData(ChannelHandlerContext ctx, ByteBuf lent, int length, boolean endsMessage) {
        if (length > 0) {
            ctx.fireChannelRead(lent.readRetainedSlice(length));
        }
    }

    // ---- outbound

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IllegalArgumentException("link: not bytes"));
            return;
        }
        if (isCloseSent() || outgoing == null || !ctx.channel().isActive()) {
            bytes.release();
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        outgoing.put(bytes, promise);
    }

    /// Writes what has gathered as one message. Writing may make the channel writable or
    /// unwritable, which makes the HTTP/2 handler flush again from inside: that second call only
    /// leaves a note.
    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (flushing) {
            flushAgain = true;
            return;
        }
        flushing = true;
        try {
            do {
                flushAgain = false;
                if (outgoing != null && !outgoing.isEmpty() && !isCloseSent()) {
                    countWritten(outgoing.readableBytes());
                    outgoing.writeTo(ctx);
                }
                ctx.flush();
            } while (flushAgain);
        } finally {
            flushing = false;
        }
    }
}
