package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/// The few pages of the server's own host that the edge answers by itself.
///
/// Thread: any.
final class OwnPages {

    static final String HEALTH_PATH = "/_health";

    private final IntSupplier servedTunnels;

    /// @param servedTunnels how many tunnels are live
    OwnPages(IntSupplier servedTunnels) {
        this.servedTunnels = servedTunnels;
    }

    /// The answer to a request for the server's own host.
    ErrorResponses.Rendered answer(
            String method, CharSequence target, boolean html, String requestId) {
        String path = target.toString();
        int query = path.indexOf('?');
        if (query >= 0) {
            path = path.substring(0, query);
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        boolean known = path.equals("/") || path.equals(HEALTH_PATH);
        if (known && !reads) {
            return refused(
                    ErrorAnswer.of(
                            405,
                            ErrorCode.BAD_REQUEST,
                            "Method not allowed",
                            "This page is only read: use GET."),
                    html,
                    requestId);
        }
        return switch (path) {
            case HEALTH_PATH ->
                    rendered(
                            "application/json",
                            "{\"status\":\"healthy\",\"active_connections\":"
                                    + servedTunnels.getAsInt()
                                    + "}");
            case "/" -> rendered("text/html; charset=utf-8", home());
            default ->
                    refused(
                            ErrorAnswer.of(
                                    404,
                                    ErrorCode.TUNNEL_NOT_FOUND,
                                    "No such page",
                                    "This is the tunnel server's own host; it has no page here."),
                            html,
                            requestId);
        };
    }

    /// These pages are no tunnel's: `Terratunnel-Error` would say otherwise.
    private static ErrorResponses.Rendered refused(
            ErrorAnswer answer, boolean html, String requestId) {
        ErrorResponses.Rendered page = ErrorResponses.render(answer, html, requestId);
        page.head().remove(LinkHandshake.ERROR);
        return page;
    }

    private static String home() {
        return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Terratunnel</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem }
        code { font-size: .95em }
        </style></head>
        <body><h1>Terratunnel</h1>
        <p>This server gives local applications a public URL.</p>
        <p><code>terratunnel http 3000</code> on your machine opens a tunnel to port 3000.</p>
        </body></html>
        """;
    }

    private static ErrorResponses.Rendered rendered(String type, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Http2Headers head = new DefaultHttp2Headers(false);
        head.status(AsciiString.cached("200"));
        head.set(HttpHeaderNames.CONTENT_TYPE, type);
        head.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        head.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        head.set(AsciiString.cached("x-content-type-options"), "nosniff");
        head.set(
                HttpHeaderNames.CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        return new ErrorResponses.Rendered(head, body);
    }
}
