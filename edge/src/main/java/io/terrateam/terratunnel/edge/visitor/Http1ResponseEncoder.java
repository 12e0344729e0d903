package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;

/// Netty's response encoder, told by its connection whether the request was HEAD: the stock one
/// counts interim responses as answers and loses track.
///
/// Thread: the visitor's loop.
final class Http1ResponseEncoder extends HttpResponseEncoder {

    private boolean answersHead;

    void answersHead(boolean head) {
        answersHead = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        boolean isFinal = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
        return (isFinal && answersHead) || super.isContentAlwaysEmpty(response);
    }

    @Override
    protected void sanitizeHeadersBeforeEncode(HttpResponse response, boolean alwaysEmpty) {
        // The head is already right: HEAD and 304 keep the length of what they stand for (RFC 9110
        // section 8.6).
    }
}
