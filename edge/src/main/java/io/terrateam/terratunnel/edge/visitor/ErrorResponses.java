package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.nio.charset.StandardCharsets;

/// The one mapping from a failure to what the visitor is told. `docs/errors.md` is compared with it by a test.
///
/// Thread: stateless.
/// Spec: RFC 9457 (problem documents); RFC 9110 section 15.
public final class ErrorResponses {

    private static final AsciiString OUTCOME = AsciiString.cached("terratunnel-outcome");

    /// A response, ready to be written.
    ///
    /// @param head status and fields, `content-length` included
    /// @param body the document
    record Rendered(Http2Headers head, byte[] body) {}

    private ErrorResponses() {}

    /// Status, code and text of a failure.
    static ErrorAnswer answer(ExchangeFailure failure) {
        ErrorCode code = failure.code();
        return switch (failure) {
            case ExchangeFailure.NoSuchTunnel f ->
                    ErrorAnswer.of(404, code, "Tunnel not found", "No tunnel has this name. It may have been disconnected, or never existed.");
            case ExchangeFailure.TunnelOffline f ->
                    ErrorAnswer.of(503, code, "Tunnel offline", "Nobody serves this tunnel at the moment. Its owner has to start the client.").retryAfter(5);
            case ExchangeFailure.LinkLost f when f.requestWritten() ->
                    ErrorAnswer.of(502, code, "Connection to the client lost", "The connection broke while the request was under way; whether it was carried out is unknown.").withUnknownOutcome();
            case ExchangeFailure.LinkLost f ->
                    ErrorAnswer.of(503, code, "Connection to the client lost", "The connection broke before the request was passed on. Try again.").retryAfter(1);
            case ExchangeFailure.OriginFailed f -> originFailed(f.code());
            case ExchangeFailure.ResponseTimedOut f ->
                    ErrorAnswer.of(504, code, "Local application too slow", "The local application did not answer in time.").withUnknownOutcome();
            case ExchangeFailure.Busy f ->
                    ErrorAnswer.of(503, code, "Too many requests at once", "This tunnel handles as many requests as it can. Try again shortly.").retryAfter(1);
            case ExchangeFailure.BodyTooLarge f ->
                    ErrorAnswer.of(413, code, "Body too large", "The body is larger than the " + f.limitBytes() + " bytes that may pass.");
            case ExchangeFailure.HeadersTooLarge f ->
                    ErrorAnswer.of(431, code, "Header fields too large", "The request has more or larger header fields than may pass.");
            case ExchangeFailure.TargetTooLong f ->
                    ErrorAnswer.of(414, code, "Address too long", "The request target is longer than may pass.");
            case ExchangeFailure.BadRequest f ->
                    ErrorAnswer.of(f.status(), code, "Bad request", f.detail());
            case ExchangeFailure.Loop f ->
                    ErrorAnswer.of(508, code, "Loop detected", "The request came back to the tunnel that it left. The client's local endpoint leads here.");
            case ExchangeFailure.Misdirected f ->
                    ErrorAnswer.of(421, code, "Unknown host", "This server does not serve the host name that was asked for.");
            case ExchangeFailure.Draining f ->
                    ErrorAnswer.of(503, code, "Server restarting", "The server is shutting down. Try again shortly.").retryAfter(1);
            case ExchangeFailure.Internal f ->
                    ErrorAnswer.of(500, code, "Internal error", "Something went wrong on the tunnel server.");
        };
    }

    private static ErrorAnswer originFailed(ErrorCode code) {
        String advice =
                switch (code) {
                    case LOCAL_REFUSED -> "The local application does not take connections. Is it running?";
                    case LOCAL_DNS -> "The local application's host name can't be resolved.";
                    case LOCAL_TLS -> "The local application's TLS handshake failed.";
                    default -> "The local application broke off, or sent something that is not HTTP.";
                };
        ErrorAnswer answer = ErrorAnswer.of(502, code, "Local application failed", advice);
        return code == ErrorCode.LOCAL_PROTOCOL ? answer.withUnknownOutcome() : answer;
    }

    /// Writes an answer as a page or a problem document.
    static Rendered render(ErrorAnswer answer, boolean html, String requestId) {
        byte[] body =
                (html ? page(answer, requestId) : problem(answer, requestId))
                        .getBytes(StandardCharsets.UTF_8);
        Http2Headers head = new DefaultHttp2Headers(false);
        head.status(AsciiString.of(Integer.toString(answer.status())));
        head.set(
                HttpHeaderNames.CONTENT_TYPE,
                html ? "text/html; charset=utf-8" : "application/problem+json");
        head.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        head.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        head.set(LinkHandshake.ERROR, answer.code().wireName());
        head.set(AsciiString.cached("x-content-type-options"), "nosniff");
        if (html) {
            head.set(
                    HttpHeaderNames.CONTENT_SECURITY_POLICY,
                    "default-src 'none'; style-src 'unsafe-inline'");
        }
        if (!requestId.isEmpty()) {
            head.set(AsciiString.cached("x-request-id"), requestId);
        }
        if (answer.outcomeUnknown()) {
            head.set(OUTCOME, "unknown");
        }
        if (answer.retryAfterSeconds() > 0) {
            head.set(HttpHeaderNames.RETRY_AFTER, Integer.toString(answer.retryAfterSeconds()));
        }
        return new Rendered(head, body);
    }

    private static String problem(ErrorAnswer answer, String requestId) {
        // Every text is a constant of ours or a checked request id: nothing needs escaping.
        return """
        {"type":"about:blank","status":%d,"title":"%s","detail":"%s","code":"%s","request_id":"%s"}
        """
                .formatted(
                        answer.status(),
                        answer.title(),
                        answer.advice(),
                        answer.code().wireName(),
                        requestId);
    }

    private static String page(ErrorAnswer answer, String requestId) {
        return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem }
        p { margin: 0 0 1rem }
        small { opacity: .65; overflow-wrap: anywhere }
        </style></head>
        <body><h1>%1$s</h1><p>%2$s</p><p><small>%3$d %4$s · request %5$s</small></p></body></html>
        """
                .formatted(
                        answer.title(),
                        answer.advice(),
                        answer.status(),
                        answer.code().wireName(),
                        requestId);
    }
}
