package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec.PeerClosed;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec.Role;
import java.util.concurrent.TimeUnit;

/// What is the same in every WebSocket of ours: frames, control frames, and how it ends.
///
/// Thread: the channel's loop. Limits: [WebSocketCodec#MAX_CONTROL_FRAMES_PER_SECOND]. Spec: RFC
/// 6455 sections 5 and 7. Failure: what the peer must not do is answered with a close frame and the
/// channel is closed; a close frame that comes in fires [PeerClosed] and is answered.
public abstract sealed class WebSocketFrames extends ChannelDuplexHandler
        permits WebSocketCodec, TextMessageCodec {

    private static final long CLOSE_WAIT_MILLIS = 3_000;
    private static final byte[] PING = {'t', 't'};

    private final Role role;
    private final FrameHeader header;
    private final ControlFrames control;

    private long payloadLeft;
    private long payloadSeen;
    private boolean insideMessage;
    private boolean closeSent;
    private boolean closeReceived;
    private long bytesRead;
    private long bytesWritten;

    WebSocketFrames(Role role) {
        this.role = role;
        this.header = new FrameHeader(role == Role.EDGE);
        this.control = new ControlFrames(role == Role.AGENT);
    }

    /// Payload bytes handed on since the start.
    public final long bytesRead() {
        return bytesRead;
    }

    /// Payload bytes written since the start.
    public final long bytesWritten() {
        return bytesWritten;
    }

    final void countWritten(long bytes) {
        bytesWritten += bytes;
    }

    final boolean isCloseSent() {
        return closeSent;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseData(ctx);
        control.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseData(ctx);
        ctx.fireChannelInactive();
    }

    /// Lets go of everything that is kept: nothing goes in or out any more.
    abstract void releaseData(ChannelHandlerContext ctx);

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
                    readPayload(ctx, in);
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
        if (opcode != FrameHeader.OPCODE_CONTINUATION) {
            checkType(opcode);
        }
        if ((opcode == FrameHeader.OPCODE_CONTINUATION) != insideMessage) {
            throw new WebSocketViolation(
                    1002, insideMessage ? "message inside a message" : "continuation of nothing");
        }
        boolean begins = !insideMessage;
        insideMessage = !header.isFinalFrame();
        beginData(header.length(), begins);
        return true;
    }

    /// Refuses the type of message that is none of ours.
    abstract void checkType(int opcode) throws WebSocketViolation;

    /// A data frame begins.
    ///
    /// @param begins whether a message begins with it
    abstract void beginData(long frameBytes, boolean begins) throws WebSocketViolation;

    /// Hands on what there is of the payload.
    private void readPayload(ChannelHandlerContext ctx, ByteBuf in) throws WebSocketViolation {
        int length = (int) Math.min(payloadLeft, in.readableBytes());
        if (role == Role.EDGE && length > 0) {
            XorMask.inPlace(in, in.readerIndex(), length, header.key(), payloadSeen);
        }
        payloadLeft -= length;
        payloadSeen += length;
        bytesRead += length;
        boolean endsMessage = payloadLeft == 0 && header.isFinalFrame();
        if (length > 0 || endsMessage) {
            readData(ctx, in, length, endsMessage);
        }
    }

    /// Takes the next `length` bytes out of `lent`: payload, unmasked.
    abstract void readData(ChannelHandlerContext ctx, ByteBuf lent, int length, boolean endsMessage)
            throws WebSocketViolation;

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

    // ---- control frames that go out

    /// Asks the peer for a sign of life, which it gives at once.
    ///
    /// Call it on the channel's loop.
    public static void ping(Channel channel) {
        ChannelHandlerContext ctx = channel.pipeline().context(WebSocketFrames.class);
        if (ctx != null && channel.isActive()) {
            WebSocketFrames frames = (WebSocketFrames) ctx.handler();
            if (!frames.closeSent) {
                frames.control.writeFrame(ctx, FrameHeader.OPCODE_PING, PING);
                ctx.flush();
            }
        }
    }

    @Override
    public abstract void flush(ChannelHandlerContext ctx);

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        releaseData(ctx);
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
        ChannelHandlerContext ctx = channel.pipeline().context(WebSocketFrames.class);
        if (ctx == null) {
            channel.close();
        } else {
            ((WebSocketFrames) ctx.handler()).close(ctx, code, reason);
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
