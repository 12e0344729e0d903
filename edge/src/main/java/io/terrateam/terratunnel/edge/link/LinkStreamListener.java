package io.terrateam.terratunnel.edge.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/// What an exchange hears from its link.
///
/// Thread: the link's loop.
public interface LinkStreamListener {

    /// How a stream ended without a complete response.
    enum StreamEnd {
        /// The agent did not look at the request (`REFUSED_STREAM`, or above a GOAWAY's last id).
        NOT_PROCESSED,
        /// The agent broke it off, or broke the rules.
        BROKEN,
        /// The link itself is gone.
        LINK_LOST,
        /// Nothing was heard over the link for so long that it was given up.
        LINK_SILENT,
        /// The visitor read too slowly while the link's budget was used up. May come even after the
        /// response's end, while its visitor has not taken all of it.
        TOO_SLOW,
        /// This link can't carry what was asked: a WebSocket, for example.
        NOT_CARRIED,
        /// The request is longer than this link's agent can take.
        REQUEST_TOO_LONG,
        /// Too much waits already to be sent over this link.
        BUSY
    }

    /// An interim response (1xx).
    void interim(Http2Headers head);

    /// The final response's head.
    void responseHead(Http2Headers head, boolean ends);

    /// A part of the response body; the listener owns it, and gives its bytes back by
    /// [LinkStream#responseBodyTaken].
    void responseBody(ByteBuf part, boolean ends);

    /// The trailers, which end the response.
    void responseTrailers(Http2Headers trailers);

    /// That many bytes of the request body have left for the agent.
    void requestBodySent(int bytes);

    /// The stream is over without a complete response. Nothing follows.
    void streamEnded(StreamEnd end);
}
