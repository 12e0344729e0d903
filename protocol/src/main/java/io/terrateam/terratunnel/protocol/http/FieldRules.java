package io.terrateam.terratunnel.protocol.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Which header fields go from one hop to the next, and how they change between HTTP/1.1 and
/// HTTP/2.
///
/// Order and repetition are kept; names are lower case on HTTP/2.
///
/// Spec: RFC 9110 section 7.6.1 (hop by hop), RFC 9113 section 8.2 (names, connection-specific
/// fields, cookies).
public final class FieldRules {

    /// The name that we go by in `Via` (RFC 9110 section 7.6.3).
    public static final String PSEUDONYM = "terratunnel";

    /// Our member of `Via`, on requests and on responses.
    public static final AsciiString VIA = AsciiString.cached("1.1 " + PSEUDONYM);

    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

    private FieldRules() {}

    /// Whether a field never crosses a hop. `TE` does with its one value `trailers`: ask [#keepsTe]
    /// for that one.
    public static boolean isHopByHop(CharSequence name) {
        return switch (name.length()) {
            case 2 -> same(HttpHeaderNames.TE, name);
            case 7 -> same(HttpHeaderNames.UPGRADE, name);
            case 10 -> same(HttpHeaderNames.CONNECTION, name) || same(KEEP_ALIVE, name);
            case 14 -> same(HTTP2_SETTINGS, name);
            case 16 -> same(PROXY_CONNECTION, name);
            case 17 -> same(HttpHeaderNames.TRANSFER_ENCODING, name);
            case 18 -> same(HttpHeaderNames.PROXY_AUTHENTICATE, name);
            case 19 -> same(HttpHeaderNames.PROXY_AUTHORIZATION, name);
            default -> false;
        };
    }

    /// Whether a `TE` field says `trailers`, the only member that goes on.
    public static boolean keepsTe(CharSequence value) {
        for (String member : value.toString().split(",")) {
            int parameters = member.indexOf(';');
            String coding = parameters < 0 ? member : member.substring(0, parameters);
            if (TRAILERS.contentEqualsIgnoreCase(coding.trim())) {
                return true;
            }
        }
        return false;
    }

    /// Appends the end-to-end fields of an HTTP/1.1 head, `Host` excepted, to an HTTP/2 one.
    public static void copyToHttp2(HttpHeaders from, Http2Headers to) {
        copyToHttp2(from, to, name -> true);
    }

    /// As [#copyToHttp2(HttpHeaders, Http2Headers)], but only of the fields whose name `keeps`
    /// accepts.
    public static void copyToHttp2(
            HttpHeaders from, Http2Headers to, Predicate<CharSequence> keeps) {
        List<String> named = namedByConnection(from);
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = from.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            CharSequence name = field.getKey();
            if (isHopByHop(name)) {
                if (name.length() == 2 && keepsTe(field.getValue())) {
                    to.set(HttpHeaderNames.TE, TRAILERS);
                }
            } else if (!same(HttpHeaderNames.HOST, name)
                    && !isNamed(named, name)
                    && keeps.test(name)) {
                to.add(AsciiString.of(name).toLowerCase(), field.getValue());
            }
        }
    }

    /// Appends the fields of an HTTP/2 head, without pseudo-header fields, to an HTTP/1.1 one.
    /// Hop-by-hop fields that the peer should not have sent are left out.
    ///
    /// @param joinCookies whether several `cookie` fields become one (RFC 9113 section 8.2.3)
    public static void copyToHttp1(Http2Headers from, HttpHeaders to, boolean joinCookies) {
        StringBuilder cookies = null;
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            CharSequence name = field.getKey();
            if (name.length() == 0 || name.charAt(0) == ':') {
                continue;
            }
            if (isHopByHop(name)) {
                if (name.length() == 2 && keepsTe(field.getValue())) {
                    to.set(HttpHeaderNames.TE, TRAILERS);
                }
            } else if (joinCookies && same(HttpHeaderNames.COOKIE, name)) {
                cookies = cookies == null ? new StringBuilder() : cookies.append("; ");
                cookies.append(field.getValue());
            } else {
                to.add(name, field.getValue());
            }
        }
        if (cookies != null) {
            to.add(HttpHeaderNames.COOKIE, cookies.toString());
        }
    }

    /// Lower-case names that the `Connection` field of a message lists.
    public static List<String> namedByConnection(HttpHeaders fields) {
        if (!fields.contains(HttpHeaderNames.CONNECTION)) {
            return List.of();
        }
        List<String> named = new ArrayList<>(2);
        for (String value : fields.getAll(HttpHeaderNames.CONNECTION)) {
            for (String member : value.split(",")) {
                String name = member.trim();
                if (!name.isEmpty()) {
                    named.add(name);
                }
            }
        }
        return named;
    }

    private static boolean isNamed(List<String> named, CharSequence name) {
        for (int i = 0; i < named.size(); i++) {
            if (AsciiString.contentEqualsIgnoreCase(named.get(i), name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(AsciiString known, CharSequence name) {
        return known.contentEqualsIgnoreCase(name);
    }
}
