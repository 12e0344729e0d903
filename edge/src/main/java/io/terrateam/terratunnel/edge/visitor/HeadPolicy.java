package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.link.LinkUpgrade;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a visitor's request head must look like: everything that could be read in two ways is
/// refused.
///
/// Thread: stateless. Spec: RFC 9112 sections 3 and 6, RFC 9110 sections 7.2, 9 and 10.1.1.
final class HeadPolicy {

    /// A head that may go on.
    ///
    /// @param path the request target in origin form, byte for byte as the visitor sent it (or `*`)
    /// @param authority host and port that it asks for
    record Checked(String path, Authority authority) {}

    /// Either a checked head or why there is none.
    record Verdict(@Nullable Checked checked, @Nullable ExchangeFailure failure) {}

    static final int MAX_METHOD_LENGTH = 32;

    /// Fields that must not come in disguise, for example as `Content_Length`, which some
    /// applications read as `Content-Length`.
    private static final Set<String> GUARDED =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "upgrade",
                    "te",
                    "trailer",
                    "expect",
                    "authorization",
                    "cookie",
                    "via",
                    "forwarded",
                    "x-real-ip",
                    "x-request-id");

    private final EdgeConfig.Sizes sizes;

    HeadPolicy(EdgeConfig.Sizes sizes) {
        this.sizes = sizes;
    }

    /// Judges an HTTP/1.1 head.
    ///
    /// @param decoderFault what [StrictRequestDecoder] found
    Verdict check(HttpRequest request, @Nullable String decoderFault) {
        if (request.decoderResult().isFailure()) {
            return refuse(undecodable(request.decoderResult().cause()));
        }
        ExchangeFailure failure = requestLineFault(request, decoderFault);
        if (failure == null) {
            failure = fieldsFault(request.headers());
        }
        if (failure == null && LinkUpgrade.isWebSocket(request) && !LinkUpgrade.hasKey(request)) {
            failure = bad(400, "A WebSocket needs 16 bytes in base64 as Sec-WebSocket-Key.");
        }
        return failure != null ? refuse(failure) : settleTarget(request);
    }

    private static ExchangeFailure undecodable(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new ExchangeFailure.TargetTooLong();
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new ExchangeFailure.HeadersTooLarge();
        }
        return bad(400, "The request is not well-formed HTTP/1.1.");
    }

    private @Nullable ExchangeFailure requestLineFault(
            HttpRequest request, @Nullable String decoderFault) {
        HttpVersion version = request.protocolVersion();
        boolean served =
                version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
        if (!served) {
            return bad(505, "The protocol version is not HTTP/1.1 or HTTP/1.0.");
        }
        if (decoderFault != null) {
            return bad(400, decoderFault);
        }
        if (request.uri().length() > sizes.requestLine()) {
            return new ExchangeFailure.TargetTooLong();
        }
        return methodFault(request.method().name());
    }

    /// What is wrong with a method, or null.
    @Nullable ExchangeFailure methodFault(String method) {
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return bad(405, method + " is not served.");
        }
        if (method.length() > MAX_METHOD_LENGTH || !isToken(method)) {
            return bad(501, "The method is unknown.");
        }
        return null;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private @Nullable ExchangeFailure fieldsFault(HttpHeaders fields) {
        if (fields.size() > sizes.fieldCount()) {
            return new ExchangeFailure.HeadersTooLarge();
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence();
        while (all.hasNext()) {
            CharSequence name = all.next().getKey();
            if (isDisguised(name)) {
                return bad(400, "A field name with _ could be taken for another field.");
            }
        }
        List<String> codings = fields.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty()
                && (codings.size() > 1
                        || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)))) {
            return bad(501, "The only transfer coding served is chunked.");
        }
        return fields.contains(HttpHeaderNames.EXPECT)
                ? expectFault(fields.getAll(HttpHeaderNames.EXPECT))
                : null;
    }

    /// What is wrong with the `Expect` fields, or null.
    static @Nullable ExchangeFailure expectFault(List<? extends CharSequence> expectations) {
        for (CharSequence expect : expectations) {
            if (!HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
                return bad(417, "The only expectation served is 100-continue.");
            }
        }
        return null;
    }

    /// Whether a name with `_` would be a guarded one with `-`.
    static boolean isDisguised(CharSequence name) {
        boolean underscore = false;
        for (int i = 0; i < name.length(); i++) {
            underscore |= name.charAt(i) == '_';
        }
        if (!underscore) {
            return false;
        }
        String plain = name.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        return GUARDED.contains(plain)
                || plain.startsWith("x-forwarded-")
                || plain.startsWith("terratunnel-");
    }

    private static Verdict settleTarget(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return refuse(bad(400, "The request needs exactly one Host field."));
        }
        Optional<Authority> host = Authority.parse(hosts.get(0).trim());
        if (host.isEmpty()) {
            return refuse(bad(400, "The Host field is not a host name with an optional port."));
        }
        String target = request.uri();
        if (target.startsWith("/")) {
            return originForm(target, host.get());
        }
        if (target.equals("*") && request.method().name().equals("OPTIONS")) {
            return new Verdict(new Checked(target, host.get()), null);
        }
        return absoluteForm(target, host.get());
    }

    private static Verdict originForm(String path, Authority authority) {
        return isPathFit(path)
                ? new Verdict(new Checked(path, authority), null)
                : refuse(bad(400, "The request target has a character that must be encoded."));
    }

    private static Verdict absoluteForm(String target, Authority host) {
        int schemeEnd = target.indexOf("://");
        String scheme =
                schemeEnd < 0 ? "" : target.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return refuse(bad(400, "The request target is neither a path nor an http URL."));
        }
        int authorityEnd = schemeEnd + 3;
        while (authorityEnd < target.length() && "/?#".indexOf(target.charAt(authorityEnd)) < 0) {
            authorityEnd++;
        }
        Optional<Authority> inTarget =
                Authority.parse(target.substring(schemeEnd + 3, authorityEnd));
        if (inTarget.isEmpty() || !inTarget.get().equals(host)) {
            return refuse(bad(400, "The host in the request target is not the one in Host."));
        }
        String path = target.substring(authorityEnd);
        return originForm(path.startsWith("/") ? path : "/" + path, host);
    }

    /// Whether a path is made of visible ASCII without `#`.
    static boolean isPathFit(CharSequence path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return true;
    }

    static ExchangeFailure bad(int status, String detail) {
        return new ExchangeFailure.BadRequest(status, detail);
    }

    private static Verdict refuse(ExchangeFailure failure) {
        return new Verdict(null, failure);
    }
}
