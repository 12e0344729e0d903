package io.terrateam.terratunnel.protocol.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/// The bytes that a JSON string of a message stands for, decoded when asked for: straight from the
/// message's bytes, a block at a time.
///
/// Thread: one at a time. Owns: nothing; it is lent together with its message.
public final class MessageBody {

    /// No bytes.
    public static final MessageBody EMPTY = new MessageBody(Unpooled.EMPTY_BUFFER, 0, false);

    /// How many bytes a part has at most.
    public static final int PART_BYTES = 48 << 10;

    private static final int BLOCK_CHARS = 8192;
    private static final int BLOCK_BYTES = BLOCK_CHARS / 4 * 3;

    private final ByteBuf lent;
    private final int begin;
    private final boolean base64;

    /// @param lent the message, whose JSON has been checked
    /// @param begin index of the string's first byte, behind the quote
    /// @param base64 whether the string is base64; else it is text
    MessageBody(ByteBuf lent, int begin, boolean base64) {
        this.lent = lent;
        this.begin = begin;
        this.base64 = base64;
    }

    /// Whether it has no bytes.
    public boolean isEmpty() {
        return begin >= lent.writerIndex() || lent.getByte(begin) == '"';
    }

    /// Whether it travels as base64; else it is text.
    public boolean isBase64() {
        return base64;
    }

    /// Decodes it into parts, which belong to `parts` then.
    ///
    /// @return whether it could be decoded; if not, some parts may have been given already
    public boolean decode(ByteBufAllocator alloc, Consumer<ByteBuf> parts) {
        if (isEmpty()) {
            return true;
        }
        JsonStringBytes string = new JsonStringBytes(lent, begin);
        Parts out = new Parts(alloc, parts);
        try {
            return base64 ? fromBase64(string, out) : fromText(string, out);
        } finally {
            out.end();
        }
    }

    private static boolean fromText(JsonStringBytes string, Parts out) {
        byte[] block = new byte[BLOCK_CHARS];
        for (int length = string.read(block); length > 0; length = string.read(block)) {
            out.write(block, length);
        }
        return true;
    }

    private static boolean fromBase64(JsonStringBytes string, Parts out) {
        byte[] chars = new byte[BLOCK_CHARS];
        byte[] bytes = new byte[BLOCK_BYTES];
        Base64.Decoder decoder = Base64.getDecoder();
        try {
            int length = string.read(chars);
            while (length == BLOCK_CHARS) {
                int decoded = decoder.decode(chars, bytes);
                out.write(bytes, decoded);
                length = string.read(chars);
                if (decoded < BLOCK_BYTES && length > 0) {
                    return false; // padding in the middle
                }
            }
            if (length > 0) {
                byte[] rest = decoder.decode(Arrays.copyOf(chars, length));
                out.write(rest, rest.length);
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// What has been decoded and not been given away.
    private static final class Parts {
        private final ByteBufAllocator alloc;
        private final Consumer<ByteBuf> taker;
        private ByteBuf part = Unpooled.EMPTY_BUFFER;

        Parts(ByteBufAllocator alloc, Consumer<ByteBuf> taker) {
            this.alloc = alloc;
            this.taker = taker;
        }

        void write(byte[] bytes, int length) {
            if (length == 0) {
                return;
            }
            if (part.capacity() - part.writerIndex() < length) {
                end();
                boolean more = length > PART_BYTES / 8;
                part = alloc.directBuffer(more ? PART_BYTES : length, PART_BYTES);
            }
            part.writeBytes(bytes, 0, length);
        }

        void end() {
            ByteBuf whole = part;
            part = Unpooled.EMPTY_BUFFER;
            if (whole.isReadable()) {
                taker.accept(whole);
            }
        }
    }
}
