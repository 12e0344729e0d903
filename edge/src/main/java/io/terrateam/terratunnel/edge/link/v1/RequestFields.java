package io.terrateam.terratunnel.edge.link.v1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import java.util.Map;

/// A visitor's fields as a client of version 1 gets them: it makes an HTTP/1.1 head of them.
///
/// Thread: stateless.
final class RequestFields {

    private static final AsciiString IDENTITY = AsciiString.cached("identity");
    private static final String PROXY = "proxy-";

    private RequestFields() {}

    /// Makes them.
    ///
    /// @param bodyBytes how long the body is
    static Http2Headers of(RequestHead head, V1Client client, long bodyBytes) {
        Http2Headers theirs = head.fields();
        Http2Headers fields = new DefaultHttp2Headers(false, theirs.size() + 4);
        CharSequence authority = theirs.authority();
        fields.set(HttpHeaderNames.HOST, authority == null ? head.host() : authority);
        for (Map.Entry<CharSequence, CharSequence> field : theirs) {
            if (goesOn(field.getKey()) && (client.exact() || isAscii(field.getValue()))) {
                fields.add(field.getKey(), field.getValue());
            }
        }
        if (!client.exact()) {
            // It decodes what it gets, and leaves the field that says otherwise.
            fields.set(HttpHeaderNames.ACCEPT_ENCODING, IDENTITY);
        }
        if (bodyBytes > 0 || theirs.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            fields.setLong(HttpHeaderNames.CONTENT_LENGTH, bodyBytes);
        }
        return fields;
    }

    private static boolean goesOn(CharSequence name) {
        return !name.isEmpty()
                && name.charAt(0) != ':'
                && !FieldRules.isHopByHop(name)
                && !HttpHeaderNames.CONTENT_LENGTH.contentEquals(name)
                && !HttpHeaderNames.EXPECT.contentEquals(name)
                && !HttpHeaderNames.TRAILER.contentEquals(name)
                && !HttpHeaderNames.HOST.contentEquals(name)
                && !AsciiString.regionMatches(name, false, 0, PROXY, 0, PROXY.length());
    }

    /// The original fails on a request with any other value.
    private static boolean isAscii(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }
}
