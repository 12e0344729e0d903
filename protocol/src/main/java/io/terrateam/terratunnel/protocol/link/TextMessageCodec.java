package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec.Role;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Socket bytes on one side, whole text messages on the other.
///
/// Inbound, each buffer that is handed on is one message, at once where it came in one piece.
/// Outbound, a buffer is one message, and a [Part] is a piece of one that is longer than anybody
/// wants to hold: nothing else may be written between the pieces. What is written belongs to the
/// codec, the bytes in front of its reader index too: there it puts the frame's header, and an
/// agent's codec masks in place.
///
/// Whether the text is UTF-8 is for its reader to say (1007).
///
/// Thread: the channel's loop. Owns: what has come of a message that is not complete. Limits: bytes
/// of a message (1009); all that is incomplete in the process ([MessageBudget], 1013). Spec: RFC
/// 6455 sections 5.4 and 5.6. No extension is negotiated. Failure: as [WebSocketFrames]; a binary
/// message is answered 1003.
public final class TextMessageCodec extends WebSocketFrames {

    /// A piece of a message.
    ///
    /// @param text its bytes
    /// @param last whether the message ends with it
    public record Part(ByteBuf text, boolean last) {}

    private static final int TRY_AGAIN_LATER = 1013;
    private static final int TOO_BIG = 1009;
    private static final int FINAL = 0x80;
    private static final int MASK_BIT = 0x80;

    private final Role role;
    private final MessageBudget budget;

    private int maxMessageBytes;
    private long messageBytes;
    private @Nullable GatheredBytes incomplete;
    private boolean insideOutgoing;

    /// One codec for one channel.
    ///
    /// @param maxMessageBytes longest message taken
    /// @param budget for what is incomplete
    public TextMessageCodec(Role role, int maxMessageBytes, MessageBudget budget) {
        super(role);
        this.role = role;
        this.maxMessageBytes = maxMessageBytes;
        this.budget = budget;
    }

    /// Takes messages of another length from the next one on.
    public void maxMessageBytes(int bytes) {
        maxMessageBytes = bytes;
    }

    @Override
    void releaseData(ChannelHandlerContext ctx) {
        if (incomplete != null) {
            incomplete.release();
            incomplete = null;
        }
    }

    // ---- inbound

    @Override
    void checkType(int opcode) throws WebSocketViolation {
        if (opcode != FrameHeader.OPCODE_TEXT) {
            throw new WebSocketViolation(1003, "binary message (expected: text)");
        }
    }

    @Override
    void beginData(long frameBytes, boolean begins) throws WebSocketViolation {
        messageBytes = begins ? frameBytes : messageBytes + frameBytes;
        if (frameBytes > maxMessageBytes || messageBytes > maxMessageBytes) {
            throw new WebSocketViolation(TOO_BIG, "message over " + maxMessageBytes + " bytes");
        }
    }

    @Override
    void readData(ChannelHandlerContext ctx, ByteBuf lent, int length, boolean endsMessage)
            throws WebSocketViolation {
        if (endsMessage && incomplete == null) {
            ctx.fireChannelRead(lent.readRetainedSlice(length));
            return;
        }
        GatheredBytes whole = incomplete;
        if (whole == null) {
            whole = new GatheredBytes(budget, ctx.alloc());
            incomplete = whole;
        }
        if (!whole.append(lent, length)) {
            throw new WebSocketViolation(TRY_AGAIN_LATER, "too many long messages at once");
        }
        if (endsMessage) {
            incomplete = null;
            ctx.fireChannelRead(whole.bytes());
            whole.giveBack();
        }
    }

    // ---- outbound

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf text =
                switch (message) {
                    case ByteBuf whole -> whole;
                    case Part part -> part.text();
                    default -> null;
                };
        if (text == null) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IllegalArgumentException("link: no text"));
            return;
        }
        if (isCloseSent() || !ctx.channel().isActive()) {
            text.release();
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean last = !(message instanceof Part part) || part.last();
        writeFrame(ctx, text, last, promise);
    }

    private void writeFrame(
            ChannelHandlerContext ctx, ByteBuf text, boolean last, ChannelPromise promise) {
        int opcode = insideOutgoing ? FrameHeader.OPCODE_CONTINUATION : FrameHeader.OPCODE_TEXT;
        insideOutgoing = !last;
        int length = text.readableBytes();
        countWritten(length);
        int first = (last ? FINAL : 0) | opcode;
        int key = 0;
        if (role == Role.AGENT) {
            key = ThreadLocalRandom.current().nextInt();
            XorMask.inPlace(text, text.readerIndex(), length, key, 0);
        }
        int headerBytes = headerBytes(length);
        if (text.readerIndex() >= headerBytes) {
            int end = text.writerIndex();
            int begin = text.readerIndex() - headerBytes;
            text.setIndex(begin, begin);
            writeHeader(text, first, length, key);
            ctx.write(text.writerIndex(end), promise);
        } else {
            ByteBuf header = ctx.alloc().directBuffer(headerBytes);
            writeHeader(header, first, length, key);
            ctx.write(header, ctx.voidPromise());
            ctx.write(text, promise);
        }
    }

    private int headerBytes(int length) {
        int lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
        return 2 + lengthBytes + (role == Role.AGENT ? 4 : 0);
    }

    private void writeHeader(ByteBuf out, int first, int length, int key) {
        int maskBit = role == Role.AGENT ? MASK_BIT : 0;
        out.writeByte(first);
        if (length < 126) {
            out.writeByte(maskBit | length);
        } else if (length < 65_536) {
            out.writeByte(maskBit | 126).writeShort(length);
        } else {
            out.writeByte(maskBit | 127).writeLong(length);
        }
        if (role == Role.AGENT) {
            out.writeInt(key);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
    }
}
