package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import org.jspecify.annotations.Nullable;

/// Message heads between the link's HTTP/2 and the origin's HTTP/1.1. Pure functions.
///
/// Spec: RFC 9112 section 3 (target, Host), section 6 (one framing), RFC 9113 section 8.3; RFC 8441
/// (WebSocket).
final class Heads {

    private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
    private static final AsciiString EXTENDED_CONNECT = AsciiString.cached("CONNECT");
    private static final int MAX_METHOD_LENGTH = 32;

    private Heads() {}

    /// Whether a head is an extended CONNECT for a WebSocket.
    static boolean isWebSocket(Http2Headers head) {
        CharSequence protocol = head.get(Http2Headers.PseudoHeaderName.PROTOCOL.value());
        return protocol != null && AsciiString.contentEqualsIgnoreCase(protocol, WEBSOCKET);
    }

    /// The HTTP/1.1 head for the origin.
    ///
    /// @param ended whether the message has no body; then the result is a `FullHttpRequest`
    /// @param upgrade the handshake to make of an extended CONNECT, or null Failure:
    ///   `IllegalArgumentException` for what can't be written as HTTP/1.1 in one way only.
    static HttpRequest toOrigin(
            Http2Headers head,
            boolean ended,
            @Nullable WebSocketUpgrade upgrade,
            HostMapping hosts,
            String basePath) {
        HttpMethod method = upgrade == null ? method(head.method()) : HttpMethod.GET;
        String target = target(head.path(), basePath);
        HttpHeaders fields = new DefaultHttpHeaders();
        fields.add(HttpHeaderNames.HOST, hosts.hostFor(authority(head)));
        FieldRules.copyToHttp1(head, fields, true);
        hosts.mapIn(fields, head);
        if (upgrade != null) {
            fields.remove(HttpHeaderNames.CONTENT_LENGTH);
            upgrade.addTo(fields);
        } else if (!ended && !fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (upgrade != null || ended) {
            return new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1,
                    method,
                    target,
                    Unpooled.EMPTY_BUFFER,
                    fields,
                    EmptyHttpHeaders.INSTANCE);
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target, fields);
    }

    private static HttpMethod method(@Nullable CharSequence name) {
        if (name == null
                || name.length() > MAX_METHOD_LENGTH
                || EXTENDED_CONNECT.contentEquals(name)) {
            throw new IllegalArgumentException("method: " + name);
        }
        return HttpMethod.valueOf(name.toString());
    }

    /// The path as it came, behind the base path. A target that starts otherwise could name another
    /// host.
    private static String target(@Nullable CharSequence path, String basePath) {
        if (path == null || path.length() == 0) {
            throw new IllegalArgumentException("path: none");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                throw new IllegalArgumentException("path: control character or space");
            }
        }
        String target = path.toString();
        if (target.equals("*")) {
            return target;
        }
        if (target.charAt(0) != '/') {
            throw new IllegalArgumentException("path: not absolute");
        }
        return basePath.isEmpty() ? target : basePath + target;
    }

    private static CharSequence authority(Http2Headers head) {
        CharSequence authority = head.authority();
        CharSequence host = head.get(HttpHeaderNames.HOST);
        if (host != null) {
            head.remove(HttpHeaderNames.HOST);
        }
        if (authority != null) {
            return authority;
        }
        if (host != null) {
            head.authority(host);
            return host;
        }
        throw new IllegalArgumentException("authority: none");
    }

    /// Scheme and authority that the visitor used.
    static String visitorUrl(Http2Headers head) {
        CharSequence scheme = head.scheme();
        return (scheme == null ? "https" : scheme) + "://" + head.authority();
    }

    /// Whether a request may be tried once more without anybody noticing (RFC 9110 section 9.2.2),
    /// if it has no body.
    static boolean isRepeatable(HttpRequest head) {
        return switch (head.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
    }

    /// Whether an answer ends with its head by its status or the method it answers (RFC 9112
    /// section 6.3).
    static boolean hasNoBody(HttpResponse answer, @Nullable HttpRequest asked) {
        int status = answer.status().code();
        boolean toHead = asked != null && HttpMethod.HEAD.equals(asked.method());
        return toHead || status == 204 || status == 304;
    }

    /// The HTTP/2 head for the visitor.
    static Http2Headers toVisitor(HttpResponse head) {
        Http2Headers fields = new DefaultHttp2Headers(false, head.headers().size() + 1);
        fields.status(head.status().codeAsText());
        FieldRules.copyToHttp2(head.headers(), fields);
        fields.remove(LinkHandshake.ERROR);
        int status = head.status().code();
        if (status == 204 || status < 200) {
            fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        return fields;
    }

    /// The head that answers an extended CONNECT after the origin switched.
    static Http2Headers switched(HttpResponse head) {
        Http2Headers fields = toVisitor(head);
        fields.remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        fields.status("200");
        return fields;
    }

    /// Trailers for the visitor; null where there are none.
    static @Nullable Http2Headers trailersToVisitor(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return null;
        }
        Http2Headers fields = new DefaultHttp2Headers(false, trailers.size());
        FieldRules.copyToHttp2(trailers, fields);
        fields.remove(LinkHandshake.ERROR);
        fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        return fields.isEmpty() ? null : fields;
    }

    /// Trailers for the origin.
    static HttpHeaders trailersToOrigin(Http2Headers trailers) {
        HttpHeaders fields = new DefaultHttpHeaders();
        FieldRules.copyToHttp1(trailers, fields, false);
        fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        fields.remove(HttpHeaderNames.HOST);
        return fields;
    }
}
