package io.terrateam.terratunnel.edge.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.nio.charset.StandardCharsets;

/// The one mapping from a failure to what the visitor is told. `docs/errors.md` is compared with it
/// by a test.
///
/// Thread: stateless. Spec: RFC 9457 (problem documents); RFC 9110 section 15.
public final class ErrorResponses {

    private static final AsciiString OUTCOME = AsciiString.cached("terratunnel-outcome");

    private static final ErrorAnswer NO_SUCH_TUNNEL =
            ErrorAnswer.of(
                    404,
                    ErrorCode.TUNNEL_NOT_FOUND,
                    "Tunnel not found",
                    "No tunnel has this name. It may have been disconnected, or never existed.");
    private static final ErrorAnswer OFFLINE =
            ErrorAnswer.of(
                            503,
                            ErrorCode.CLIENT_OFFLINE,
                            "Tunnel offline",
                            "Nobody serves this tunnel at the moment. Its owner has to start the client.")
                    .retryAfter(5);
    private static final ErrorAnswer LOST_AFTER_WRITING =
            ErrorAnswer.of(
                            502,
                            ErrorCode.LINK_LOST,
                            "Connection to the client lost",
                            "The connection broke while the request was under way; whether it was carried out is unknown.")
                    .withUnknownOutcome();
    private static final ErrorAnswer LOST_BEFORE_WRITING =
            ErrorAnswer.of(
                            503,
                            ErrorCode.LINK_LOST,
                            "Connection to the client lost",
                            "The connection broke before the request was passed on. Try again.")
                    .retryAfter(1);
    private static final ErrorAnswer TIMED_OUT =
            ErrorAnswer.of(
                            504,
                            ErrorCode.LOCAL_TIMEOUT,
                            "Local application too slow",
                            "The local application did not answer in time.")
                    .withUnknownOutcome();
    private static final ErrorAnswer BUSY =
            ErrorAnswer.of(
                            503,
                            ErrorCode.BUSY,
                            "Too many requests at once",
                            "This tunnel handles as many requests as it can. Try again shortly.")
                    .retryAfter(1);
    private static final ErrorAnswer HEADERS_TOO_LARGE =
            ErrorAnswer.of(
                    431,
                    ErrorCode.HEADERS_TOO_LARGE,
                    "Header fields too large",
                    "The request has more or larger header fields than may pass.");
    private static final ErrorAnswer TARGET_TOO_LONG =
            ErrorAnswer.of(
                    414,
                    ErrorCode.URI_TOO_LONG,
                    "Address too long",
                    "The request target is longer than may pass.");
    private static final ErrorAnswer LOOP =
            ErrorAnswer.of(
                    508,
                    ErrorCode.LOOP,
                    "Loop detected",
                    "The request came back to the tunnel that it left: the client's local endpoint leads here.");
    private static final ErrorAnswer MISDIRECTED =
            ErrorAnswer.of(
                    421,
                    ErrorCode.MISDIRECTED,
                    "Unknown host",
                    "This server does not serve the host name that was asked for.");
    private static final ErrorAnswer DRAINING =
            ErrorAnswer.of(
                            503,
                            ErrorCode.DRAINING,
                            "Server restarting",
                            "The server is shutting down. Try again shortly.")
                    .retryAfter(1);
    private static final ErrorAnswer INTERNAL =
            ErrorAnswer.of(
                    500,
                    ErrorCode.INTERNAL,
                    "Internal error",
                    "Something went wrong on the tunnel server.");

    /// A response, ready to be written.
    ///
    /// @param head status and fields, `content-length` included
    /// @param body the document
    public record Rendered(Http2Headers head, byte[] body) {}

    private ErrorResponses() {}

    /// Status, code and text of a failure.
    public static ErrorAnswer answer(ExchangeFailure failure) {
        return switch (failure) {
            case ExchangeFailure.NoSuchTunnel f -> NO_SUCH_TUNNEL;
            case ExchangeFailure.TunnelOffline f -> OFFLINE;
            case ExchangeFailure.LinkLost f ->
                    f.requestWritten() ? LOST_AFTER_WRITING : LOST_BEFORE_WRITING;
            case ExchangeFailure.OriginFailed f -> originFailed(f.code());
            case ExchangeFailure.ResponseTimedOut f -> TIMED_OUT;
            case ExchangeFailure.Busy f -> BUSY;
            case ExchangeFailure.BodyTooLarge f -> bodyTooLarge(f.limitBytes());
            case ExchangeFailure.HeadersTooLarge f -> HEADERS_TOO_LARGE;
            case ExchangeFailure.TargetTooLong f -> TARGET_TOO_LONG;
            case ExchangeFailure.BadRequest f ->
                    ErrorAnswer.of(f.status(), f.code(), "Bad request", f.detail());
            case ExchangeFailure.Loop f -> LOOP;
            case ExchangeFailure.Misdirected f -> MISDIRECTED;
            case ExchangeFailure.Draining f -> DRAINING;
            case ExchangeFailure.Internal f -> INTERNAL;
        };
    }

    private static ErrorAnswer bodyTooLarge(long limitBytes) {
        return ErrorAnswer.of(
                413,
                ErrorCode.TOO_LARGE,
                "Body too large",
                "The body is larger than the " + limitBytes + " bytes that may pass.");
    }

    private static ErrorAnswer originFailed(ErrorCode code) {
        String advice =
                switch (code) {
                    case LOCAL_REFUSED ->
                            "The local application does not take connections. Is it running?";
                    case LOCAL_DNS -> "The local application's host name can't be resolved.";
                    case LOCAL_TLS -> "The local application's TLS handshake failed.";
                    default ->
                            "The local application broke off, or sent something that is not HTTP.";
                };
        ErrorAnswer answer = ErrorAnswer.of(502, code, "Local application failed", advice);
        return code == ErrorCode.LOCAL_PROTOCOL ? answer.withUnknownOutcome() : answer;
    }

    /// Writes an answer as a page or a problem document.
    public static Rendered render(ErrorAnswer answer, boolean html, String requestId) {
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
        if (answer.status() == 405) {
            head.set(HttpHeaderNames.ALLOW, AllowedMethods.FIELD_VALUE);
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
