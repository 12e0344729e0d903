package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an HTTP/2 request head must look like, beyond what Netty checks.
///
/// Thread: stateless. Spec: RFC 9113 sections 8.1.1 and 8.3.1; RFC 8441 section 4. Failure: a
/// malformed head is a stream error; one that is well-formed but refused gets an answer.
final class Http2HeadPolicy {

    /// A head that may go on.
    ///
    /// @param method the method, as text
    /// @param authority the host that it asks for
    /// @param upgrade whether it is an extended CONNECT for a WebSocket
    record Checked(String method, Authority authority, boolean upgrade) {}

    /// Either a checked head or why there is none.
    record Verdict(@Nullable Checked checked, @Nullable ExchangeFailure failure) {}

    private Http2HeadPolicy() {}

    /// Judges a head.
    static Verdict check(Http2Headers fields, int streamId, boolean ends, VisitorServices services)
            throws Http2Exception {
        CharSequence protocol = fields.get(Http2Headers.PseudoHeaderName.PROTOCOL.value());
        CharSequence method = fields.method();
        boolean connect = "CONNECT".contentEquals(String.valueOf(method));
        if (method == null || ((!connect || protocol != null) && lacksTarget(fields))) {
            throw malformed(streamId, "a pseudo-header field is missing");
        }
        requireWellFormedFields(fields, streamId, ends);
        String name = method.toString();
        boolean upgrade = connect && "websocket".contentEquals(String.valueOf(protocol));
        ExchangeFailure failure = upgrade ? null : services.policy().methodFault(name);
        if (failure == null && fields.size() > services.config().sizes().fieldCount() + 5) {
            failure = new ExchangeFailure.HeadersTooLarge();
        }
        if (failure == null) {
            failure = targetFault(fields, name, services);
        }
        if (failure == null) {
            failure = HeadPolicy.expectFault(fields.getAll(HttpHeaderNames.EXPECT));
        }
        if (failure == null) {
            failure = lengthFault(fields, services);
        }
        return failure != null
                ? new Verdict(null, failure)
                : settleAuthority(fields, name, upgrade);
    }

    private static boolean lacksTarget(Http2Headers fields) {
        CharSequence path = fields.path();
        return path == null || path.isEmpty() || fields.scheme() == null;
    }

    private static void requireWellFormedFields(Http2Headers fields, int streamId, boolean ends)
            throws Http2Exception {
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            CharSequence name = field.getKey();
            if (name.isEmpty()) {
                throw malformed(streamId, "a field without a name");
            }
            if (HttpHeaderNames.TE.contentEquals(name)
                    && !"trailers".contentEquals(field.getValue())) {
                throw malformed(streamId, "TE other than trailers");
            }
            if (HttpHeaderNames.CONNECTION.contentEquals(name)
                    || HttpHeaderNames.TRANSFER_ENCODING.contentEquals(name)
                    || HttpHeaderNames.UPGRADE.contentEquals(name)
                    || "keep-alive".contentEquals(name)
                    || "proxy-connection".contentEquals(name)) {
                throw malformed(streamId, "a connection-specific field");
            }
        }
        List<CharSequence> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1 || (lengths.size() == 1 && !isNumber(lengths.get(0)))) {
            throw malformed(streamId, "content-length that is no number");
        }
        if (ends && lengths.size() == 1 && Long.parseLong(lengths.get(0).toString()) != 0) {
            throw malformed(streamId, "content-length without a body");
        }
    }

    private static boolean isNumber(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() < 19;
    }

    private static @Nullable ExchangeFailure targetFault(
            Http2Headers fields, String method, VisitorServices services) {
        CharSequence path = fields.path();
        if (path == null || path.length() > services.config().sizes().requestLine()) {
            return new ExchangeFailure.TargetTooLong();
        }
        boolean asterisk = method.equals("OPTIONS") && "*".contentEquals(path);
        if (!asterisk && (path.charAt(0) != '/' || !HeadPolicy.isPathFit(path))) {
            return HeadPolicy.bad(400, "The path has a character that must be encoded.");
        }
        String scheme = String.valueOf(fields.scheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return HeadPolicy.bad(400, "The scheme is neither http nor https.");
        }
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            if (HeadPolicy.isDisguised(field.getKey())) {
                return HeadPolicy.bad(400, "A field name with _ could be taken for another field.");
            }
        }
        return null;
    }

    private static @Nullable ExchangeFailure lengthFault(
            Http2Headers fields, VisitorServices services) {
        long limit = services.config().sizes().requestBody();
        CharSequence length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        return limit > 0 && length != null && Long.parseLong(length.toString()) > limit
                ? new ExchangeFailure.BodyTooLarge(limit)
                : null;
    }

    private static Verdict settleAuthority(Http2Headers fields, String method, boolean upgrade) {
        List<CharSequence> hosts = fields.getAll(HttpHeaderNames.HOST);
        CharSequence written = fields.authority();
        if (written == null && hosts.size() == 1) {
            written = hosts.get(0);
        }
        Optional<Authority> authority =
                written == null ? Optional.empty() : Authority.parse(written);
        if (authority.isEmpty() || hosts.size() > 1) {
            return refuse("The request needs one well-formed authority.");
        }
        for (CharSequence host : hosts) {
            if (!Authority.parse(host).equals(authority)) {
                return refuse("The host field is not the :authority.");
            }
        }
        return new Verdict(new Checked(method, authority.get(), upgrade), null);
    }

    private static Verdict refuse(String detail) {
        return new Verdict(null, HeadPolicy.bad(400, detail));
    }

    private static Http2Exception malformed(int streamId, String what) {
        return Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, what);
    }
}
