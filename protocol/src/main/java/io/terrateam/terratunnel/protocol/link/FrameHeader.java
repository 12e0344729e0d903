package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;

/// Reads WebSocket frame headers byte by byte, however the socket cuts them.
///
/// Thread: the channel's loop; one per direction. Spec: RFC 6455 section 5.2.
final class FrameHeader {

    static final int OPCODE_CONTINUATION = 0;
    static final int OPCODE_TEXT = 1;
    static final int OPCODE_BINARY = 2;
    static final int OPCODE_CLOSE = 8;
    static final int OPCODE_PING = 9;
    static final int OPCODE_PONG = 10;

    private final boolean masked;

    private boolean finalFrame;
    private int opcode;
    private int lengthBytesLeft;
    private int maskBytesLeft;
    private int bytesSeen;
    private long length;
    private int key;

    /// @param masked whether the peer has to mask, which a WebSocket client has to and a server
    ///   must not
    FrameHeader(boolean masked) {
        this.masked = masked;
    }

    /// Takes bytes from `in` until the header is complete.
    ///
    /// @return whether it is; otherwise call again with the next bytes
    boolean read(ByteBuf in) throws WebSocketViolation {
        while (in.isReadable()) {
            if (take(in.readUnsignedByte())) {
                bytesSeen = 0;
                return true;
            }
        }
        return false;
    }

    private boolean take(int octet) throws WebSocketViolation {
        if (bytesSeen == 0) {
            takeFirst(octet);
            bytesSeen = 1;
            return false;
        }
        if (bytesSeen == 1) {
            takeSecond(octet);
            bytesSeen = 2;
        } else if (lengthBytesLeft > 0) {
            length = (length << 8) | octet;
            if (--lengthBytesLeft == 0) {
                bytesSeen = 3;
                checkLength();
            }
        } else {
            key = (key << 8) | octet;
            maskBytesLeft--;
        }
        return lengthBytesLeft == 0 && maskBytesLeft == 0;
    }

    private void takeFirst(int octet) throws WebSocketViolation {
        if ((octet & 0x70) != 0) {
            throw new WebSocketViolation(1002, "reserved bit set, no extension was negotiated");
        }
        finalFrame = (octet & 0x80) != 0;
        opcode = octet & 0x0f;
        if (opcode > OPCODE_PONG || (opcode > OPCODE_BINARY && opcode < OPCODE_CLOSE)) {
            throw new WebSocketViolation(1002, "unknown opcode " + opcode);
        }
        if (isControl() && !finalFrame) {
            throw new WebSocketViolation(1002, "fragmented control frame");
        }
    }

    private void takeSecond(int octet) throws WebSocketViolation {
        if (((octet & 0x80) != 0) != masked) {
            throw new WebSocketViolation(1002, masked ? "frame not masked" : "frame masked");
        }
        int shortLength = octet & 0x7f;
        if (isControl() && shortLength > 125) {
            throw new WebSocketViolation(1002, "control frame over 125 bytes");
        }
        lengthBytesLeft = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
        length = lengthBytesLeft == 0 ? shortLength : 0;
        maskBytesLeft = masked ? 4 : 0;
        key = 0;
    }

    private void checkLength() throws WebSocketViolation {
        if (length < 0) {
            throw new WebSocketViolation(1002, "frame length over 63 bits");
        }
    }

    boolean isControl() {
        return opcode >= OPCODE_CLOSE;
    }

    boolean isFinalFrame() {
        return finalFrame;
    }

    int opcode() {
        return opcode;
    }

    /// Payload length in bytes.
    long length() {
        return length;
    }

    /// The masking key, 0 where the peer does not mask.
    int key() {
        return key;
    }
}
