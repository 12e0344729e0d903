package io.terrateam.terratunnel.edge.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/// One exchange's way over a link.
///
/// Thread: the link's loop. Owns: buffers passed in, until written or released.
public interface LinkStream {

    /// Sends a part of the request body. Its bytes come back through
    /// [LinkStreamListener#requestBodySent].
    void requestBody(ByteBuf part, boolean ends);

    /// Sends the trailers, which end the request.
    void requestTrailers(Http2Headers trailers);

    /// That many bytes of the response body have gone on to the visitor, or been thrown away; the
    /// agent may send as many more. To be told of every byte, even after the stream's end: until
    /// then it counts against the link's budget.
    void responseBodyTaken(int bytes);

    /// Stops all work on this exchange: the visitor left or was refused.
    void cancel();
}
