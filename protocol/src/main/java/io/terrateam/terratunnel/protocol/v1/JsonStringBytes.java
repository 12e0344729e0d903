package io.terrateam.terratunnel.protocol.v1;

import io.netty.buffer.ByteBuf;

/// The UTF-8 bytes of a JSON string, its escapes resolved.
///
/// Thread: one at a time. Spec: RFC 8259 section 7. The message has been checked: its JSON is well
/// formed and its bytes are UTF-8. Half a surrogate pair, which UTF-8 can't express, becomes
/// U+FFFD.
final class JsonStringBytes {

    private static final int SCRATCH_BYTES = 4096;
    private static final int REPLACEMENT = 0xfffd;
    private static final int LONGEST_CHARACTER = 4;

    private final ByteBuf lent;
    private final byte[] scratch = new byte[SCRATCH_BYTES];

    private int next;
    private int from;
    private int to;
    private int carriedLength;
    private final byte[] carried = new byte[LONGEST_CHARACTER];

    /// @param begin index of the first byte behind the opening quote
    JsonStringBytes(ByteBuf lent, int begin) {
        this.lent = lent;
        this.next = begin;
    }

    /// Fills `out`, unless the string ends first. Returns how many bytes it has got.
    int read(byte[] out) {
        int filled = takeCarried(out);
        while (filled < out.length) {
            if (from == to && !refill()) {
                return filled;
            }
            int run = runLength(out.length - filled);
            System.arraycopy(scratch, from, out, filled, run);
            from += run;
            filled += run;
            if (from == to || filled == out.length) {
                continue;
            }
            if (scratch[from] == '"') {
                return filled;
            }
            from++;
            filled += put(escaped(), out, filled);
        }
        return filled;
    }

    private int takeCarried(byte[] out) {
        int length = carriedLength;
        System.arraycopy(carried, 0, out, 0, length);
        carriedLength = 0;
        return length;
    }

    private int runLength(int limit) {
        int end = Math.min(to, from + limit);
        int index = from;
        while (index < end && scratch[index] != '"' && scratch[index] != '\\') {
            index++;
        }
        return index - from;
    }

    private boolean refill() {
        from = 0;
        to = Math.min(SCRATCH_BYTES, lent.writerIndex() - next);
        if (to > 0) {
            lent.getBytes(next, scratch, 0, to);
            next += to;
        }
        return to > 0;
    }

    private int nextByte() {
        return from == to && !refill() ? '"' : scratch[from++];
    }

    /// The character behind a backslash.
    private int escaped() {
        int kind = nextByte();
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codePoint(fourDigits());
            default -> kind;
        };
    }

    private int fourDigits() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            unit = (unit << 4) | (Character.digit(nextByte(), 16) & 0xf);
        }
        return unit;
    }

    private int codePoint(int unit) {
        if (!Character.isSurrogate((char) unit)) {
            return unit;
        }
        if (Character.isLowSurrogate((char) unit) || !isEscapeNext()) {
            return REPLACEMENT;
        }
        int rewindTo = position();
        nextByte();
        nextByte();
        int low = fourDigits();
        if (Character.isLowSurrogate((char) low)) {
            return Character.toCodePoint((char) unit, (char) low);
        }
        seek(rewindTo);
        return REPLACEMENT;
    }

    private int position() {
        return next - (to - from);
    }

    private boolean isEscapeNext() {
        int position = position();
        return lent.writerIndex() - position >= 6
                && lent.getByte(position) == '\\'
                && lent.getByte(position + 1) == 'u';
    }

    private void seek(int position) {
        next = position;
        from = 0;
        to = 0;
    }

    /// Writes a character as UTF-8; what does not fit is kept for the next read. Returns how many
    /// bytes went into `out`.
    private int put(int codePoint, byte[] out, int at) {
        byte[] bytes = carried;
        int length = encode(codePoint, bytes);
        int fits = Math.min(length, out.length - at);
        System.arraycopy(bytes, 0, out, at, fits);
        System.arraycopy(bytes, fits, bytes, 0, length - fits);
        carriedLength = length - fits;
        return fits;
    }

    private static int encode(int codePoint, byte[] bytes) {
        if (codePoint < 0x80) {
            bytes[0] = (byte) codePoint;
            return 1;
        }
        int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        int rest = codePoint;
        for (int i = length - 1; i > 0; i--) {
            bytes[i] = (byte) (0x80 | (rest & 0x3f));
            rest >>>= 6;
        }
        bytes[0] = (byte) ((0xf00 >> length) | rest);
        return length;
    }
}
