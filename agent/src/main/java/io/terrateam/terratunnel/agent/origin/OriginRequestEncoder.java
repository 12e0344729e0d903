package io.terrateam.terratunnel.agent.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.nio.charset.StandardCharsets;

/// Writes the request target byte for byte as it came; Netty's own encoder completes and re-encodes
/// some.
///
/// Thread: the connection's loop. Spec: RFC 9112 section 3.
final class OriginRequestEncoder extends HttpRequestEncoder {

    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void encodeInitialLine(ByteBuf line, HttpRequest head) {
        ByteBufUtil.copy(head.method().asciiName(), line);
        line.writeByte(' ');
        line.writeCharSequence(head.uri(), StandardCharsets.ISO_8859_1);
        line.writeBytes(VERSION);
    }
}
