package io.terrateam.terratunnel.edge.link;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;

/// A visitor's request head as it goes over a link: checked, stripped of hop-by-hop fields, with
/// our own added.
///
/// @param fields pseudo-header fields and fields, ready to be written
/// @param requestId the exchange's id, also its `X-Request-Id`
/// @param host the tunnel's host, lower case, for what the origin's cookies may say
/// @param endsHere whether the request has neither body nor trailers body
/// @param head whether the method is HEAD
/// @param upgrade whether it opens a WebSocket (RFC 8441)
/// @param plainHttp whether the visitor came without TLS
public record RequestHead(
        Http2Headers fields,
        String requestId,
        String host,
        boolean endsHere,
        boolean head,
        boolean upgrade,
        boolean plainHttp) {

    /// Whether the visitor may hold the body back until it is told to go on.
    public boolean expectsContinue() {
        return !endsHere && !upgrade && fields.contains(HttpHeaderNames.EXPECT);
    }
}
