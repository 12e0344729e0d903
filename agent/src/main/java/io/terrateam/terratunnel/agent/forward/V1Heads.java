package io.terrateam.terratunnel.agent.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.protocol.v1.Message;
import io.terrateam.terratunnel.protocol.v1.Queries;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Heads of version 1's requests as version 2 would have brought them. Pure functions.
///
/// Spec: RFC 3986 sections 2.1 and 3.3, RFC 9110 section 8.6.
final class V1Heads {

    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final String ENCODED = "%?#\"<>\\^`{|}";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private V1Heads() {}

    /// The head of a request.
    ///
    /// @param server what its server is like
    /// @param bodyBytes how long its body is: whatever its head says about that counts for nothing
    static Http2Headers of(Message.Request request, V1Server server, long bodyBytes) {
        Http2Headers fields = request.fields();
        Http2Headers head = new DefaultHttp2Headers(false, fields.size() + 6);
        CharSequence host = fields.get(HttpHeaderNames.HOST);
        head.method(request.method());
        head.scheme(scheme(fields.get(FORWARDED_PROTO), server.scheme()));
        head.authority(host == null ? server.hostname() : host);
        head.path(target(request, server.exact()));
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            if (!isReplaced(field.getKey())) {
                head.add(field.getKey(), field.getValue());
            }
        }
        if (bodyBytes > 0 || fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            head.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(bodyBytes));
        }
        return head;
    }

    private static CharSequence scheme(@Nullable CharSequence forwarded, String otherwise) {
        if (forwarded == null) {
            return otherwise;
        }
        boolean known =
                AsciiString.contentEquals(forwarded, "http")
                        || AsciiString.contentEquals(forwarded, "https");
        return known ? forwarded : otherwise;
    }

    /// The server has the whole body, so nobody waits for a 100; the lengths are counted here.
    private static boolean isReplaced(CharSequence name) {
        return HttpHeaderNames.HOST.contentEquals(name)
                || HttpHeaderNames.CONTENT_LENGTH.contentEquals(name)
                || HttpHeaderNames.EXPECT.contentEquals(name);
    }

    private static String target(Message.Request request, boolean exact) {
        String path = exact ? request.path() : encoded(request.path());
        if (request.rawQuery() != null) {
            return path + "?" + request.rawQuery();
        }
        return request.query().isEmpty() ? path : path + "?" + Queries.query(request.query());
    }

    /// A path that the original has decoded.
    private static String encoded(String path) {
        StringBuilder encoded = null;
        byte[] octets = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            char c = (char) (octets[i] & 0xff);
            boolean stands = c > ' ' && c < 0x7f && ENCODED.indexOf(c) < 0;
            if (!stands && encoded == null) {
                encoded = new StringBuilder(path.substring(0, i));
            }
            if (encoded != null && stands) {
                encoded.append(c);
            } else if (encoded != null) {
                encoded.append('%').append(HEX.toHexDigits(octets[i]));
            }
        }
        return encoded == null ? path : encoded.toString();
    }
}
