package io.terrateam.terratunnel.edge.link;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.Secret;
import io.terrateam.terratunnel.protocol.http.WebSocketAccept;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.net.InetAddress;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an upgrade request at `/ws` says.
///
/// Spec: RFC 6455 section 4.2.
public final class LinkUpgrade {

    private static final String BEARER = "Bearer ";
    private static final int MAX_SHOWN = 512;

    private final HttpHeaders fields;

    /// Reads the request when asked.
    public LinkUpgrade(HttpRequest request) {
        this.fields = request.headers();
    }

    /// Whether a request asks for a WebSocket at all; HTTP/1.0 can't (RFC 9110 section 7.8).
    public static boolean isWebSocket(HttpRequest request) {
        HttpHeaders fields = request.headers();
        return HttpMethod.GET.equals(request.method())
                && !HttpVersion.HTTP_1_0.equals(request.protocolVersion())
                && fields.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
                && fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderNames.UPGRADE, true);
    }

    /// Whether a request brings the one key that a handshake needs.
    public static boolean hasKey(HttpRequest request) {
        List<String> keys = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        return keys.size() == 1 && isKey(keys.getFirst());
    }

    /// What is wrong with the upgrade itself, or null.
    @Nullable LinkRefusal fault() {
        if (!"13".equals(fields.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return LinkRefusal.of(
                    426, "WebSocket version", "Ask with Sec-WebSocket-Version: 13 (RFC 6455).");
        }
        if (!isKey(fields.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            return LinkRefusal.of(
                    400, "WebSocket key", "Send 16 random bytes in base64 as Sec-WebSocket-Key.");
        }
        if (isVersion1()) {
            return null;
        }
        List<String> offered =
                fields.getAllAsString(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .map(String::trim)
                        .toList();
        if (!offered.contains(LinkHandshake.SUBPROTOCOL_V2)) {
            return LinkRefusal.of(
                    426,
                    "Link version",
                    "This server speaks "
                            + LinkHandshake.SUBPROTOCOL_V2
                            + "; use a client of the same generation.");
        }
        return null;
    }

    /// Whether it asks for version 1, which knew no subprotocols.
    boolean isVersion1() {
        return !fields.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    }

    private static boolean isKey(@Nullable String key) {
        if (key == null) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key.trim()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Who asks.
    LinkApplication application(InetAddress peer) {
        return new LinkApplication(
                bearer(fields.get(HttpHeaderNames.AUTHORIZATION)),
                secret(fields.get(LinkHandshake.RESUME)),
                shown(LinkHandshake.LOCAL_ENDPOINT),
                shown(HttpHeaderNames.USER_AGENT),
                peer);
    }

    /// The same of version 1, which took a key for one only behind `Bearer`, exactly so written.
    ///
    /// @param keyInMessage the key that the first message has, or empty
    public LinkApplication application(
            InetAddress peer, String keyInMessage, String localEndpoint) {
        String authorization = fields.get(HttpHeaderNames.AUTHORIZATION);
        boolean inHeader = authorization != null && authorization.startsWith(BEARER);
        String key =
                inHeader ? authorization.substring(BEARER.length()).trim() : keyInMessage.trim();
        return new LinkApplication(
                secret(key), null, cut(localEndpoint), shown(HttpHeaderNames.USER_AGENT), peer);
    }

    /// Whether a key is in the header, where version 1 looks first.
    public boolean hasExactBearer() {
        String authorization = fields.get(HttpHeaderNames.AUTHORIZATION);
        return authorization != null && authorization.startsWith(BEARER);
    }

    /// The answer that makes a WebSocket of the connection.
    public FullHttpResponse switching() {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.SWITCHING_PROTOCOLS,
                        Unpooled.EMPTY_BUFFER);
        HttpHeaders answer = response.headers();
        answer.set(HttpHeaderNames.UPGRADE, "websocket");
        answer.set(HttpHeaderNames.CONNECTION, "Upgrade");
        answer.set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept());
        return response;
    }

    /// Who a proxy in front says that it is.
    List<String> forwardedFor() {
        return fields.getAll("x-forwarded-for");
    }

    boolean wantsPool() {
        return fields.contains(LinkHandshake.POOL);
    }

    boolean wantsDigests() {
        return fields.contains(LinkHandshake.DIGEST);
    }

    boolean mustNotTakeOver() {
        return fields.contains(LinkHandshake.NO_TAKEOVER);
    }

    /// The value of `Sec-WebSocket-Accept`.
    String accept() {
        return accept(fields.get(HttpHeaderNames.SEC_WEBSOCKET_KEY));
    }

    /// The value of `Sec-WebSocket-Accept` for a key.
    public static String accept(@Nullable String key) {
        return WebSocketAccept.to(String.valueOf(key).trim());
    }

    private String shown(AsciiString field) {
        String value = fields.get(field);
        return value == null ? "" : cut(value);
    }

    private static String cut(String value) {
        return value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) : value;
    }

    private static @Nullable Secret bearer(@Nullable String authorization) {
        boolean isBearer =
                authorization != null
                        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return authorization == null || !isBearer
                ? null
                : secret(authorization.substring(BEARER.length()).trim());
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null || text.isEmpty() ? null : new Secret(text);
    }
}
