package io.terrateam.terratunnel.edge.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/// Whom a visitor's request is given to: the [Exchange] with a tunnel, or the server's own host. It
/// answers through a [VisitorSide].
///
/// Thread: one loop, its own. A visitor on another loop hops.
public interface Carrier {

    /// Begins; the head is known, the body comes.
    void start();

    /// A part of the request body. Takes ownership.
    void requestBody(ByteBuf part, boolean ends);

    /// The request's trailers, which end it.
    void requestTrailers(Http2Headers trailers);

    /// The visitor's request can't go on: too slow, or broken.
    void requestFailed(ExchangeFailure failure);

    /// The visitor is gone: whatever is done for it stops.
    void visitorGone();

    /// That many response bytes have been written to the visitor, or can't be any more.
    void responseBodyWritten(int bytes);
}
