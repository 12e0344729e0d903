package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
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
public final class WebSocketCodec extends ChannelDuplexHandler {

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

    private static final long CLOSE_WAIT_MILLIS = 3_000;

    private final FrameHeader header;
    private final ControlFrames control;

    private @Nullable OutgoingMessage outgoing;
    private final Role role;
    private final OutgoingMessage.Masking masking;
    private long payloadLeft;
    private long payloadSeen;
    private boolean insideMessage;
    private boolean closeSent;
    private boolean closeReceived;
    private boolean flushing;
    private boolean flushAgain;
    private long bytesRead;
    private long bytesWritten;

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
        this.role = role;
        this.masking = masking;
        this.header = new FrameHeader(role == Role.EDGE);
        this.control = new ControlFrames(role == Role.AGENT);
    }

    /// Payload bytes handed on since the start.
    public long bytesRead() {
        return bytesRead;
    }

    /// Payload bytes written since the start.
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        outgoing = new OutgoingMessage(ctx.channel(), masking);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releasePending(ctx);
        control.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releasePending(ctx);
        ctx.fireChannelInactive();
    }

    private void releasePending(ChannelHandlerContext ctx) {
        if (outgoing != null && !outgoing.isEmpty()) {
            outgoing.releaseAndFailAll(ctx, new ClosedChannelException());
        }
    }

    // ---- inbound

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && !closeReceived) {
                if (payloadLeft == 0 && !beginFrame(in)) {
                    return;
                }
                if (header.isControl()) {
                    readControl(ctx, in);
                } else {
                    in = readPayload(ctx, in);
                }
            }
        } catch (WebSocketViolation violation) {
            String reason = violation.getMessage();
            closeReceived = true;
            close(ctx, violation.closeCode(), reason == null ? "" : reason);
        } finally {
            in.release();
        }
    }

    /// Reads the next header; whether there is payload to read now or a control frame to finish.
    private boolean beginFrame(ByteBuf in) throws WebSocketViolation {
        if (!header.read(in)) {
            return false;
        }
        payloadLeft = header.length();
        payloadSeen = 0;
        if (header.isControl()) {
            control.begin();
            return true;
        }
        int opcode = header.opcode();
        if (opcode == FrameHeader.OPCODE_TEXT) {
            throw new WebSocketViolation(1003, "text message (expected: binary)");
        }
        if ((opcode == FrameHeader.OPCODE_CONTINUATION) != insideMessage) {
            throw new WebSocketViolation(
                    1002, insideMessage ? "message inside a message" : "continuation of nothing");
        }
        insideMessage = !header.isFinalFrame();
        return true;
    }

    /// Hands on what there is of the payload. Returns the buffer that the caller goes on with and
    /// releases.
    private ByteBuf readPayload(ChannelHandlerContext ctx, ByteBuf in) {
        int length = (int) Math.min(payloadLeft, in.readableBytes());
        if (length == 0) {
            return in;
        }
        if (role == Role.EDGE) {
            XorMask.inPlace(in, in.readerIndex(), length, header.key(), payloadSeen);
        }
        payloadLeft -= length;
        payloadSeen += length;
        bytesRead += length;
        ctx.fireChannelRead(in.readRetainedSlice(length));
        return in;
    }

    private void readControl(ChannelHandlerContext ctx, ByteBuf in) throws WebSocketViolation {
        int length = (int) Math.min(payloadLeft, in.readableBytes());
        payloadLeft -= length;
        control.append(in, length);
        if (payloadLeft > 0) {
            return;
        }
        control.unmask(header.key());
        switch (header.opcode()) {
            case FrameHeader.OPCODE_PING -> {
                control.countAgainstFlood(System.nanoTime());
                if (!closeSent) {
                    control.writeFrame(ctx, FrameHeader.OPCODE_PONG, control.payload());
                    ctx.flush();
                }
            }
            case FrameHeader.OPCODE_PONG -> control.countAgainstFlood(System.nanoTime());
            default -> readClose(ctx);
        }
    }

    private void readClose(ChannelHandlerContext ctx) throws WebSocketViolation {
        PeerClosed event = control.parseClose();
        closeReceived = true;
        ctx.fireUserEventTriggered(event);
        close(ctx, event.code() == 1005 ? 1000 : event.code(), "");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
    }

    // ---- outbound

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IllegalArgumentException("link: not bytes"));
            return;
        }
        if (closeSent || outgoing == null || !ctx.channel().isActive()) {
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
                if (outgoing != null && !outgoing.isEmpty() && !closeSent) {
                    bytesWritten += outgoing.readableBytes();
                    outgoing.writeTo(ctx);
                }
                ctx.flush();
            } while (flushAgain);
        } finally {
            flushing = false;
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        releasePending(ctx);
        ctx.close(promise);
    }

    /// Ends the link with a close frame; the channel is closed when the peer has answered, or after
    /// three seconds.
    ///
    /// Call it on the channel's loop.
    ///
    /// @param code an RFC 6455 status code
    /// @param reason at most 123 bytes of UTF-8, cut if longer
    public static void close(Channel channel, int code, String reason) {
        ChannelHandlerContext ctx = channel.pipeline().context(WebSocketCodec.class);
        if (ctx == null) {
            channel.close();
        } else {
            ((WebSocketCodec) ctx.handler()).close(ctx, code, reason);
        }
    }

    private void close(ChannelHandlerContext ctx, int code, String reason) {
        if (!closeSent) {
            flush(ctx);
            closeSent = true;
            control.writeClose(ctx, code, reason);
            ctx.flush();
            // Whatever the peer does: one that reads nothing would never let the frame out.
            ctx.executor().schedule(() -> ctx.close(), CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (closeReceived) {
            ctx.writeAndFlush(ctx.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
