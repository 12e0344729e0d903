package io.terrateam.terratunnel.edge.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/// What a tunnel says of the methods that it passes on, where it must say it instead of the origin.
///
/// Thread: stateless. Spec: RFC 9110 sections 7.6.2, 9.3.7 and 15.5.6.
public final class AllowedMethods {

    /// Every usual method. Others of the same form pass as well; what each origin takes is its own
    /// to say.
    static final AsciiString FIELD_VALUE =
            AsciiString.cached("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

    private AllowedMethods() {}

    /// The answer to an OPTIONS request that may go no further than here.
    public static ErrorResponses.Rendered answer() {
        Http2Headers head = new DefaultHttp2Headers(false);
        head.status(AsciiString.cached("204"));
        head.set(HttpHeaderNames.ALLOW, FIELD_VALUE);
        return new ErrorResponses.Rendered(head, new byte[0]);
    }
}
