package io.terrateam.terratunnel.agent.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An answer that comes from the agent because none comes from the origin.
///
/// Its text is for visitors: it names no local address and no path.
///
/// Thread: immutable. Spec: RFC 9457.
///
/// @param head with `Terratunnel-Error`
/// @param body JSON
record OwnAnswer(Http2Headers head, byte[] body) {

    private static final AsciiString PROBLEM_JSON = AsciiString.cached("application/problem+json");
    private static final AsciiString X_REQUEST_ID = AsciiString.cached("x-request-id");
    private static final int MAX_ID_LENGTH = 128;

    /// @param requestHead of the exchange to answer
    static OwnAnswer to(Http2Headers requestHead, ErrorCode code) {
        String id = printableId(requestHead.get(X_REQUEST_ID));
        Text text = text(code);
        String json =
                "{\"title\":\""
                        + text.title()
                        + "\",\"status\":"
                        + code.usualStatus()
                        + ",\"detail\":\""
                        + text.advice()
                        + "\",\"code\":\""
                        + code.wireName()
                        + "\""
                        + (id.isEmpty() ? "" : ",\"request_id\":\"" + id + "\"")
                        + "}\n";
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        Http2Headers head = new DefaultHttp2Headers(false, 5);
        head.status(Integer.toString(code.usualStatus()));
        head.set(HttpHeaderNames.CONTENT_TYPE, PROBLEM_JSON);
        head.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        head.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        head.set(LinkHandshake.ERROR, code.wireName());
        return new OwnAnswer(head, body);
    }

    /// The id where it can stand in JSON as it is, else nothing.
    private static String printableId(@Nullable CharSequence id) {
        if (id == null || id.length() > MAX_ID_LENGTH) {
            return "";
        }
        String text = id.toString();
        boolean plain =
                text.chars()
                        .allMatch(c ->
                                (c < 128 && Character.isLetterOrDigit(c))
                                        || "-_.:".indexOf(c) >= 0);
        return plain ? text : "";
    }

    /// What a visitor reads.
    private record Text(String title, String advice) {}

    private static Text text(ErrorCode code) {
        return switch (code) {
            case LOCAL_REFUSED ->
                    new Text(
                            "Local application not reachable",
                            "The tunnel works, but the application behind it takes no connections. Start it, or"
                                    + " correct the client's local endpoint.");
            case LOCAL_DNS ->
                    new Text(
                            "Local application's host not found",
                            "The tunnel works, but the host name of the client's local endpoint is unknown there.");
            case LOCAL_TLS ->
                    new Text(
                            "No secure connection to the local application",
                            "The tunnel works, but the TLS handshake with the application behind it failed. The"
                                    + " client's terminal says why.");
            case LOCAL_PROTOCOL ->
                    new Text(
                            "Local application gave no valid answer",
                            "The application behind the tunnel closed the connection early or sent something that"
                                    + " is not HTTP. The client's terminal says more.");
            case LOCAL_TIMEOUT ->
                    new Text(
                            "Local application took too long",
                            "The application behind the tunnel sent no answer in time.");
            case TOO_LARGE ->
                    new Text(
                            "Answer too large",
                            "The application's answer is larger than the tunnel's client lets pass.");
            case BAD_REQUEST ->
                    new Text(
                            "Bad request",
                            "The tunnel's client can't pass this request on as it is.");
            case BUSY -> new Text("Too many exchanges at once", "Try again in a moment.");
            case TUNNEL_NOT_FOUND,
                    CLIENT_OFFLINE,
                    LINK_LOST,
                    RATE_LIMITED,
                    HEADERS_TOO_LARGE,
                    URI_TOO_LONG,
                    LOOP,
                    MISDIRECTED,
                    DRAINING,
                    INTERNAL ->
                    new Text(
                            "The tunnel failed",
                            "Try again; if it stays, look at the client's log.");
        };
    }
}
