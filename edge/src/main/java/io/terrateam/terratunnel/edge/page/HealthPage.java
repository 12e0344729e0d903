package io.terrateam.terratunnel.edge.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/// The one page of the server's own host that the edge answers by itself, so that it says how the
/// edge is and nothing else.
///
/// Thread: any.
public final class HealthPage {

    private static final String PATH = "/_health";

    private final IntSupplier servedTunnels;

    /// @param servedTunnels how many tunnels are live
    public HealthPage(IntSupplier servedTunnels) {
        this.servedTunnels = servedTunnels;
    }

    /// Whether a request target is this page's.
    public static boolean isAt(String target) {
        return target.startsWith(PATH)
                && (target.length() == PATH.length() || target.charAt(PATH.length()) == '?');
    }

    /// The answer to a request for it.
    public ErrorResponses.Rendered answer(String method, boolean html, String requestId) {
        return method.equals("GET") || method.equals("HEAD") ? health() : refuse(html, requestId);
    }

    private ErrorResponses.Rendered health() {
        String text =
                "{\"status\":\"healthy\",\"active_connections\":" + servedTunnels.getAsInt() + "}";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Http2Headers head = new DefaultHttp2Headers(false);
        head.status(AsciiString.cached("200"));
        head.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        head.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        head.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        head.set(AsciiString.cached("x-content-type-options"), "nosniff");
        return new ErrorResponses.Rendered(head, body);
    }

    private static ErrorResponses.Rendered refuse(boolean html, String requestId) {
        ErrorAnswer wrongMethod =
                ErrorAnswer.of(
                        405,
                        ErrorCode.BAD_REQUEST,
                        "Method not allowed",
                        "This page is only read: use GET.");
        ErrorResponses.Rendered page = ErrorResponses.render(wrongMethod, html, requestId);
        // It is no tunnel's page: Terratunnel-Error would say otherwise.
        page.head().remove(LinkHandshake.ERROR);
        page.head().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        return page;
    }
}
