package io.terrateam.terratunnel.agent.origin;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/// What happens to one exchange at the origin, told to whoever asked for the connection.
///
/// Order: [#connected] or [#unreachable]; then any [#interim], one [#head] or [#switched], any
/// [#body], one [#end]. At any time [#broken] instead, which is the last. Thread: the loop.
public interface OriginListener {
    /// A connection is ready; the listener sends on it from inside the call or later.
    void connected(OriginConnection connection);

    /// There is no connection to be had.
    void unreachable(OriginFailure failure);

    /// The connection takes bytes again after it did not.
    void writable();

    /// An interim answer (1xx except 101).
    void interim(HttpResponse head);

    /// The final answer's head.
    void head(HttpResponse head);

    /// The origin switched to the protocol that was asked for; bytes of both sides pass unread from
    /// here on.
    void switched(HttpResponse head);

    /// A part of the body.
    ///
    /// @param owned the listener's to release
    /// @param last whether [#end] follows in the same breath, so that both can leave as one
    void body(ByteBuf owned, boolean last);

    /// The end of the body, or of the origin's side after a switch.
    ///
    /// @param trailers what came behind the body, mostly nothing
    void end(HttpHeaders trailers);

    /// The connection ended, or broke the rules, before the answer was complete.
    ///
    /// @param untouched whether not one byte of an answer had come, on a connection that was kept
    ///   from an earlier exchange: the origin may just have closed it as idle
    void broken(OriginFailure failure, boolean untouched);
}
