package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/// Where copies of exchanges go: access line, request log and, later, captures.
///
/// Thread: called on the agent's event loop, one exchange's calls in order. Never blocks and never
/// slows an exchange: an implementation that can't keep up drops its own data and counts it. Owns:
/// nothing. Buffers are only lent for the call; whoever wants the bytes copies them.
public interface ExchangeTap {

    /// A tap that looks at nothing.
    ExchangeTap NONE = (id, requestHead) -> Recording.NONE;

    /// A request arrived from the link.
    ///
    /// @param id the exchange's UUID
    Recording begin(String id, Http2Headers requestHead);

    /// One exchange being watched.
    interface Recording {
        /// Watches nothing.
        Recording NONE = new Recording() {};

        /// A part of the request body.
        default void requestBody(ByteBuf lent) {}

        /// An interim response (1xx).
        default void interim(Http2Headers head) {}

        /// The response head that went to the visitor.
        default void responseHead(Http2Headers head) {}

        /// A part of the response body.
        default void responseBody(ByteBuf lent) {}

        /// The exchange is over.
        ///
        /// @param complete whether the response reached its end; false where either side broke it
        ///   off
        /// @param why what broke it off, empty if complete
        default void ended(boolean complete, String why) {}
    }
}
