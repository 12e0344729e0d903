package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;

/// The header of the HTTP/2 frame that a [DataFrameCutter] is in the middle of, kept until the next
/// bytes come.
///
/// Thread: the channel's loop. Spec: RFC 9113 section 4.1.
final class DataFrameHeader {

    static final int BYTES = Http2CodecUtil.FRAME_HEADER_LENGTH;

    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;

    private final byte[] octets = new byte[BYTES];
    private int count;

    /// Takes what is missing of the header out of `in`. Returns whether it is complete.
    boolean readFrom(ByteBuf in) {
        int bytes = Math.min(BYTES - count, in.readableBytes());
        in.readBytes(octets, count, bytes);
        count += bytes;
        return isComplete();
    }

    boolean isComplete() {
        return count == BYTES;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void clear() {
        count = 0;
    }

    int payloadLength() {
        return (octets[0] & 0xff) << 16 | (octets[1] & 0xff) << 8 | (octets[2] & 0xff);
    }

    /// Whether the frame may be passed on as several. Padding belongs to a frame as a whole, and
    /// one that is too long is the decoder's to refuse.
    boolean mayBeCut(int maxPayloadBytes) {
        boolean padded = (octets[FLAGS_AT] & Http2Flags.PADDED) != 0;
        return octets[TYPE_AT] == Http2FrameTypes.DATA
                && !padded
                && payloadLength() <= maxPayloadBytes;
    }

    /// The header as it came.
    ByteBuf whole(ByteBufAllocator alloc) {
        return alloc.buffer(BYTES).writeBytes(octets);
    }

    /// A header for one piece of the frame; the stream ends with the last one only.
    ByteBuf piece(ByteBufAllocator alloc, int payloadBytes, boolean last) {
        ByteBuf header = alloc.buffer(BYTES);
        header.writeBytes(octets);
        describePiece(header, 0, payloadBytes, last);
        return header;
    }

    /// Makes the header at `index`, which is this one, that of a piece.
    void describePiece(ByteBuf buffer, int index, int payloadBytes, boolean last) {
        buffer.setMedium(index, payloadBytes);
        if (!last) {
            buffer.setByte(index + FLAGS_AT, octets[FLAGS_AT] & ~Http2Flags.END_STREAM);
        }
    }
}
