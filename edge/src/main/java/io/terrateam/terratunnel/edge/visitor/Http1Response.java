package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import org.jspecify.annotations.Nullable;

/// Writes one response of an HTTP/1.1 connection and settles how it is framed.
///
/// A head waits for the first part of its body, if that comes in the same turn, so that both leave
/// in one buffer.
///
/// Thread: the visitor's loop. Spec: RFC 9112 section 6 (framing), RFC 9110 sections 8.6 and 15
/// (bodies that must not be).
final class Http1Response {

    private final Channel channel;
    private final boolean headRequest;
    private final boolean http10;

    private @Nullable DefaultHttpResponse unsentHead;
    private boolean hasBody;
    private boolean chunked;
    private boolean endsWithConnection;
    private boolean begun;
    private boolean switched;

    Http1Response(Channel channel, boolean headRequest, boolean http10) {
        this.channel = channel;
        this.headRequest = headRequest;
        this.http10 = http10;
    }

    /// Whether a final head has been taken.
    boolean begun() {
        return begun;
    }

    /// Whether only the end of the connection ends the body.
    boolean endsWithConnection() {
        return endsWithConnection;
    }

    /// Whether the connection has become a WebSocket.
    boolean isSwitched() {
        return switched;
    }

    /// Writes the 101 that makes a WebSocket of the connection.
    void switchTo(Http2Headers head, String accept) {
        begun = true;
        switched = true;
        DefaultFullHttpResponse switching =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.SWITCHING_PROTOCOLS,
                        Unpooled.EMPTY_BUFFER,
                        DefaultHttpHeadersFactory.headersFactory().withValidation(false),
                        DefaultHttpHeadersFactory.trailersFactory());
        HttpHeaders fields = switching.headers();
        FieldRules.copyToHttp1(head, fields, false);
        fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        fields.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        fields.set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept);
        channel.write(switching, channel.voidPromise());
    }

    /// Writes an interim response; HTTP/1.0 has none.
    void interim(Http2Headers head) {
        if (!http10) {
            DefaultFullHttpResponse interim =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            statusOf(head),
                            Unpooled.EMPTY_BUFFER,
                            DefaultHttpHeadersFactory.headersFactory().withValidation(false),
                            DefaultHttpHeadersFactory.trailersFactory());
            FieldRules.copyToHttp1(head, interim.headers(), false);
            channel.write(interim, channel.voidPromise());
        }
    }

    /// Takes the final head.
    ///
    /// @param ends whether nothing follows
    /// @param closes whether the connection ends after this response
    void head(Http2Headers head, boolean ends, boolean closes) {
        begun = true;
        HttpResponseStatus status = statusOf(head);
        DefaultHttpResponse response =
                new DefaultHttpResponse(
                        HttpVersion.HTTP_1_1,
                        status,
                        DefaultHttpHeadersFactory.headersFactory().withValidation(false));
        HttpHeaders fields = response.headers();
        FieldRules.copyToHttp1(head, fields, false);
        frame(status, fields, ends);
        if (closes || endsWithConnection) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (http10) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        unsentHead = response;
        if (ends) {
            sendHead();
            channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
        }
    }

    private void frame(HttpResponseStatus status, HttpHeaders fields, boolean ends) {
        int code = status.code();
        if (headRequest || code == 204 || code == 304) {
            if (code == 204) {
                fields.remove(HttpHeaderNames.CONTENT_LENGTH);
            }
            return;
        }
        if (fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            hasBody = true;
        } else if (ends) {
            fields.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        } else if (http10) {
            hasBody = true;
            endsWithConnection = true;
        } else {
            hasBody = true;
            chunked = true;
            fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }

    /// Writes what has been held back; call it at the end of a turn.
    void sendHead() {
        DefaultHttpResponse head = unsentHead;
        if (head != null) {
            unsentHead = null;
            channel.write(head, channel.voidPromise());
        }
    }

    /// Sends what was held back of an answer that is about to break off, so that its visitor sees a
    /// broken answer and not none: browsers repeat a request, a POST too, whose connection closes
    /// without a byte (RFC 9110 section 9.2.2).
    void breakOff() {
        sendHead();
        channel.flush();
    }

    /// Writes a part of the body.
    void body(ByteBuf part, boolean ends, ChannelPromise written) {
        ByteBuf content = part;
        if (!hasBody) {
            part.release();
            content = Unpooled.EMPTY_BUFFER;
        }
        DefaultHttpResponse head = unsentHead;
        if (head != null && ends) {
            unsentHead = null;
            channel.write(
                    new DefaultFullHttpResponse(
                            head.protocolVersion(),
                            head.status(),
                            content,
                            head.headers(),
                            DefaultHttpHeadersFactory.trailersFactory().newHeaders()),
                    written);
            return;
        }
        sendHead();
        channel.write(
                ends ? new DefaultLastHttpContent(content) : new DefaultHttpContent(content),
                written);
    }

    /// Ends the body, with trailers where its framing can carry them.
    void trailers(Http2Headers trailers) {
        sendHead();
        if (!chunked || trailers.isEmpty()) {
            channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
            return;
        }
        DefaultLastHttpContent last =
                new DefaultLastHttpContent(
                        Unpooled.EMPTY_BUFFER,
                        DefaultHttpHeadersFactory.trailersFactory().withValidation(false));
        FieldRules.copyToHttp1(trailers, last.trailingHeaders(), false);
        channel.write(last, channel.voidPromise());
    }

    static HttpResponseStatus statusOf(Http2Headers head) {
        CharSequence status = head.status();
        return status == null
                ? HttpResponseStatus.BAD_GATEWAY
                : HttpResponseStatus.parseLine(status);
    }
}
