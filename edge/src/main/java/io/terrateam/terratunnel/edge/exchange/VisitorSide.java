package io.terrateam.terratunnel.edge.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/// What an exchange can do to its visitor, whichever HTTP version that one speaks.
///
/// Thread: the exchange's loop. An implementation on another loop hops. Owns: buffers passed in,
/// until written or released.
public interface VisitorSide {

    /// An interim response (1xx, not 101).
    void interim(Http2Headers head);

    /// The final response's head. Where the response ends before the request, the visitor is told
    /// to stop, or what it still sends is thrown away.
    ///
    /// @param ends whether neither body nor trailers follow
    void responseHead(Http2Headers head, boolean ends);

    /// A part of the response body. Its bytes come back through [Exchange#responseBodyWritten] when
    /// they have been written, or thrown away.
    void responseBody(ByteBuf part, boolean ends);

    /// The trailers, which end the response.
    void responseTrailers(Http2Headers trailers);

    /// The response can't be finished: nothing that follows may make it look complete.
    void abortResponse();

    /// There will be no response but this failure's; only before a response head.
    void fail(ExchangeFailure failure);

    /// That many bytes of the request body have gone on; as many more may be read.
    void requestBodyTaken(int bytes);
}
