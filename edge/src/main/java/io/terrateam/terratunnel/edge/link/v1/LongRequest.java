package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.terrateam.terratunnel.protocol.link.TextMessageCodec;
import io.terrateam.terratunnel.protocol.v1.BodyText;
import io.terrateam.terratunnel.protocol.v1.MessageWriter;
import io.terrateam.terratunnel.protocol.v1.V1;
import java.nio.charset.StandardCharsets;

/// A request with a long body, which becomes text as it leaves, a piece at a time.
///
/// Thread: the link's loop. Owns: head and body, until [#release].
final class LongRequest {

    /// So many bytes of a body become 64 KiB of base64.
    private static final int PIECE_BYTES = 48 << 10;

    private final ByteBuf head;
    private final GatheredBody body;
    private boolean headLeft;

    /// @param head the message up to the body's first byte, which says that the body is base64
    LongRequest(ByteBuf head, GatheredBody body) {
        this.head = head;
        this.body = body;
    }

    /// Makes the next piece.
    TextMessageCodec.Part next(ByteBufAllocator alloc) {
        if (!headLeft) {
            headLeft = true;
            return new TextMessageCodec.Part(head.retain(), false);
        }
        ByteBuf bytes = body.bytes();
        int length = Math.min(PIECE_BYTES, bytes.readableBytes());
        ByteBuf piece =
                alloc.directBuffer(
                        V1.HEADROOM_BYTES
                                + (int) BodyText.base64Length(length)
                                + MessageWriter.END_OF_BODY.length());
        piece.setIndex(V1.HEADROOM_BYTES, V1.HEADROOM_BYTES);
        BodyText.appendBase64(bytes.readSlice(length), piece);
        boolean last = !bytes.isReadable();
        if (last) {
            piece.writeCharSequence(MessageWriter.END_OF_BODY, StandardCharsets.US_ASCII);
        }
        return new TextMessageCodec.Part(piece, last);
    }

    void release() {
        head.release();
        body.release();
    }
}
