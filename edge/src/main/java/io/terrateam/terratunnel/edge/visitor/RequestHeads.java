package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.link.LinkUpgrade;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.edge.ownhost.OwnRequestHead;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import org.jspecify.annotations.Nullable;

/// Makes the head that goes over the link out of the one that a visitor sent.
///
/// Thread: one visitor connection's loop. Spec: RFC 9110 section 7.6; RFC 9113 section 8.3; RFC
/// 8441 section 4.
final class RequestHeads {

    private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");

    private static final String OPTIONS = HttpMethod.OPTIONS.name();

    private final ForwardingFields forwarding;

    RequestHeads(VisitorPeer peer) {
        this.forwarding = new ForwardingFields(peer);
    }

    /// Why a request of HTTP/1.1 may not go on to any tunnel, or null.
    static @Nullable ExchangeFailure refusal(HttpRequest request, EdgeConfig.Sizes sizes) {
        if (ForwardingFields.isLoop(request.headers().getAll(HttpHeaderNames.VIA))) {
            return new ExchangeFailure.Loop();
        }
        long limit = sizes.requestBody();
        return limit > 0 && HttpUtil.getContentLength(request, -1L) > limit
                ? new ExchangeFailure.BodyTooLarge(limit)
                : null;
    }

    /// From HTTP/1.1.
    RequestHead fromHttp1(HttpRequest request, HeadPolicy.Checked checked) {
        HttpHeaders theirs = request.headers();
        boolean body = hasBody(theirs);
        boolean upgrade = LinkUpgrade.isWebSocket(request) && !body;
        Http2Headers fields = new DefaultHttp2Headers(false, theirs.size() + 12);
        String host = theirs.get(HttpHeaderNames.HOST);
        fields.method(upgrade ? CONNECT : request.method().asciiName());
        if (upgrade) {
            fields.set(Http2Headers.PseudoHeaderName.PROTOCOL.value(), WEBSOCKET);
        }
        fields.path(checked.path());
        fields.authority(host.trim());
        FieldRules.copyToHttp2(theirs, fields, forwarding::keeps);
        if (upgrade) {
            fields.remove(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        }
        return finish(fields, request.method().name(), checked.authority(), upgrade, body);
    }

    /// From HTTP/2: checked fields, `host` and hop-by-hop ones still among them.
    RequestHead fromHttp2(Http2Headers theirs, Authority authority, String method, Shape shape) {
        Http2Headers fields = new DefaultHttp2Headers(false, theirs.size() + 12);
        fields.method(theirs.method());
        if (shape.upgrade()) {
            fields.set(Http2Headers.PseudoHeaderName.PROTOCOL.value(), WEBSOCKET);
        }
        fields.path(theirs.path());
        CharSequence written = theirs.authority();
        fields.authority(written == null ? authority.toString() : written);
        theirs.forEach(field -> {
            CharSequence name = field.getKey();
            boolean te = HttpHeaderNames.TE.contentEquals(name);
            boolean drop =
                    name.charAt(0) == ':'
                            || HttpHeaderNames.HOST.contentEquals(name)
                            || (FieldRules.isHopByHop(name) && !te)
                            || !forwarding.keeps(name);
            if (!drop) {
                fields.add(name, field.getValue());
            }
        });
        return finish(fields, method, authority, shape.upgrade(), shape.hasBody());
    }

    /// A head for the server's own host.
    OwnRequestHead forOwnHost(RequestHead made, String method, Authority authority) {
        return new OwnRequestHead(made, method, authority, forwarding.visitor(made.fields()));
    }

    /// Trailers that go on, from HTTP/1.1: some applications take them for fields of the head.
    Http2Headers trailersFromHttp1(HttpHeaders theirs) {
        Http2Headers fields = new DefaultHttp2Headers(false, theirs.size());
        FieldRules.copyToHttp2(theirs, fields, this::keepsTrailer);
        return fields;
    }

    /// The same from HTTP/2.
    Http2Headers trailersFromHttp2(Http2Headers theirs) {
        Http2Headers fields = new DefaultHttp2Headers(false, theirs.size());
        theirs.forEach(field -> {
            if (keepsTrailer(field.getKey()) && !FieldRules.isHopByHop(field.getKey())) {
                fields.add(field.getKey(), field.getValue());
            }
        });
        return fields;
    }

    private boolean keepsTrailer(CharSequence name) {
        return forwarding.keeps(name) && !HeadPolicy.isDisguised(name);
    }

    /// What an HTTP/2 request is beside its fields.
    ///
    /// @param upgrade whether it is an extended CONNECT for a WebSocket
    /// @param hasBody whether the stream goes on after the head
    record Shape(boolean upgrade, boolean hasBody) {}

    private RequestHead finish(
            Http2Headers fields,
            String method,
            Authority authority,
            boolean upgrade,
            boolean hasBody) {
        CharSequence scheme = forwarding.scheme(fields);
        fields.scheme(scheme);
        if (method.equals(OPTIONS)) {
            countForward(fields);
        }
        String requestId = RequestIds.keptOrNew(fields.get(ForwardingFields.X_REQUEST_ID));
        forwarding.addTo(fields, authority, requestId);
        return new RequestHead(
                fields,
                requestId,
                authority.host(),
                !hasBody && !upgrade,
                method.equals(HttpMethod.HEAD.name()),
                upgrade,
                VisitorPeer.HTTP.contentEquals(scheme));
    }

    static boolean prefersHtml(@Nullable CharSequence accept) {
        return accept != null && accept.toString().contains("text/html");
    }

    /// Whether a request may go no further than to us (RFC 9110 section 7.6.2).
    static boolean isMeantForUs(String method, @Nullable CharSequence maxForwards) {
        return method.equals(OPTIONS) && forwardsLeft(maxForwards) == 0;
    }

    private static void countForward(Http2Headers fields) {
        int left = forwardsLeft(fields.get(HttpHeaderNames.MAX_FORWARDS));
        if (left > 0) {
            fields.setInt(HttpHeaderNames.MAX_FORWARDS, left - 1);
        }
    }

    /// The number that a `Max-Forwards` field has; -1 where it has none that we would live to see.
    private static int forwardsLeft(@Nullable CharSequence maxForwards) {
        if (maxForwards == null || maxForwards.isEmpty() || maxForwards.length() > 9) {
            return -1;
        }
        for (int i = 0; i < maxForwards.length(); i++) {
            if (maxForwards.charAt(i) < '0' || maxForwards.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(maxForwards, 0, maxForwards.length(), 10);
    }

    /// Whether an HTTP/1.1 request has a body (RFC 9112 section 6.3).
    static boolean hasBody(HttpHeaders fields) {
        if (fields.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return true;
        }
        String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && !isZero(length);
    }

    private static boolean isZero(String length) {
        for (int i = 0; i < length.length(); i++) {
            if (length.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
