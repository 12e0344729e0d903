package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Pings, pongs and close frames of one connection.
///
/// Thread: the channel's loop. Spec: RFC 6455 sections 5.5 and 7.4.
final class ControlFrames {

    private static final int MAX_PAYLOAD_BYTES = 125;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final boolean maskOutgoing;
    private final ByteBuf received = Unpooled.buffer(0, MAX_PAYLOAD_BYTES);

    private long secondBeganNanos;
    private int framesThisSecond;

    ControlFrames(boolean maskOutgoing) {
        this.maskOutgoing = maskOutgoing;
    }

    void begin() {
        received.clear();
    }

    void append(ByteBuf in, int length) {
        received.writeBytes(in, length);
    }

    void unmask(int key) {
        XorMask.inPlace(received, 0, received.readableBytes(), key, 0);
    }

    byte[] payload() {
        byte[] bytes = new byte[received.readableBytes()];
        received.getBytes(0, bytes);
        return bytes;
    }

    void release() {
        received.release();
    }

    void countAgainstFlood(long nowNanos) throws WebSocketViolation {
        if (nowNanos - secondBeganNanos > SECOND_NANOS) {
            secondBeganNanos = nowNanos;
            framesThisSecond = 0;
        }
        if (++framesThisSecond > WebSocketCodec.MAX_CONTROL_FRAMES_PER_SECOND) {
            throw new WebSocketViolation(1008, "too many control frames");
        }
    }

    WebSocketCodec.PeerClosed parseClose() throws WebSocketViolation {
        int length = received.readableBytes();
        if (length == 0) {
            return new WebSocketCodec.PeerClosed(1005, "");
        }
        if (length == 1) {
            throw new WebSocketViolation(1002, "close frame with half a status code");
        }
        int code = received.getUnsignedShort(0);
        if (!isSendable(code)) {
            throw new WebSocketViolation(1002, "close code " + code + " must not be sent");
        }
        byte[] bytes = payload();
        try {
            ByteBuffer text = ByteBuffer.wrap(bytes, 2, length - 2);
            String reason = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
            return new WebSocketCodec.PeerClosed(code, reason);
        } catch (CharacterCodingException e) {
            throw new WebSocketViolation(1007, "close reason is not UTF-8");
        }
    }

    /// RFC 6455 section 7.4: 1004 to 1006 and 1015 are never on the wire, 1016 to 2999 are
    /// reserved.
    private static boolean isSendable(int code) {
        boolean registered = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
        return registered || (code >= 3000 && code <= 4999);
    }

    void writeClose(ChannelHandlerContext ctx, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int kept = Math.min(text.length, MAX_PAYLOAD_BYTES - 2);
        while (kept < text.length && (text[kept] & 0xc0) == 0x80) {
            kept--; // not in the middle of a character
        }
        byte[] payload = Arrays.copyOf(new byte[] {(byte) (code >> 8), (byte) code}, 2 + kept);
        System.arraycopy(text, 0, payload, 2, kept);
        writeFrame(ctx, FrameHeader.OPCODE_CLOSE, payload);
    }

    void writeFrame(ChannelHandlerContext ctx, int opcode, byte[] payload) {
        ByteBuf frame = ctx.alloc().directBuffer(6 + payload.length);
        frame.writeByte(0x80 | opcode);
        if (maskOutgoing) {
            int key = ThreadLocalRandom.current().nextInt();
            frame.writeByte(0x80 | payload.length).writeInt(key).writeBytes(payload);
            XorMask.inPlace(frame, 6, payload.length, key, 0);
        } else {
            frame.writeByte(payload.length).writeBytes(payload);
        }
        ctx.write(frame, ctx.voidPromise());
    }
}
