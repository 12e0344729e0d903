package io.terrateam.terratunnel.edge.link;

import io.netty.handler.codec.http2.Http2Headers;

/// A visitor's request head as it goes over a link: checked, stripped of hop-by-hop fields, with
/// our own added.
///
/// @param fields pseudo-header fields and fields, ready to be written
/// @param requestId the exchange's id, also its `X-Request-Id`
/// @param host the tunnel's host, lower case, for what the origin's cookies may say
/// @param endsHere whether the request has neither body nor trailers
/// @param safeToRepeat whether the method is idempotent (RFC 9110 section 9.2.2) and there is no
///   body
/// @param head whether the method is HEAD
/// @param upgrade whether it opens a WebSocket (RFC 8441)
/// @param plainHttp whether the visitor came without TLS
/// @param wantsHtml whether the visitor prefers a page to a problem document
public record RequestHead(
        Http2Headers fields,
        String requestId,
        String host,
        boolean endsHere,
        boolean safeToRepeat,
        boolean head,
        boolean upgrade,
        boolean plainHttp,
        boolean wantsHtml) {}
