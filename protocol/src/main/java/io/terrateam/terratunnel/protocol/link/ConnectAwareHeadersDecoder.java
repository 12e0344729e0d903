package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.function.IntPredicate;

/// Decodes header blocks and takes `content-length` out of what accepts a CONNECT, where it means
/// nothing; Netty would hold the bytes of a WebSocket against it.
///
/// Thread: the link's loop. Spec: RFC 9110 section 9.3.6.
final class ConnectAwareHeadersDecoder extends DefaultHttp2HeadersDecoder {

    private final IntPredicate isConnectStream;

    ConnectAwareHeadersDecoder(long maxHeaderListBytes, IntPredicate isConnectStream) {
        super(true, maxHeaderListBytes);
        this.isConnectStream = isConnectStream;
    }

    @Override
    public Http2Headers decodeHeaders(int streamId, ByteBuf headerBlock) throws Http2Exception {
        Http2Headers headers = super.decodeHeaders(streamId, headerBlock);
        CharSequence status = headers.status();
        boolean successful = status == null || (status.length() > 0 && status.charAt(0) == '2');
        if (successful && isConnectStream.test(streamId)) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        return headers;
    }
}
