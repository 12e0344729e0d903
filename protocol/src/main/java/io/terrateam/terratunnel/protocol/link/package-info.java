/// The pipeline that both ends of a link share: HTTP/2 frames carried as the payload of a
/// WebSocket, with HTTP/2's roles turned round (the edge is its client, the agent its server).
///
/// Entry types: [WebSocketCodec][io.terrateam.terratunnel.protocol.link.WebSocketCodec] turns
/// socket bytes into link bytes, [LinkHttp2][io.terrateam.terratunnel.protocol.link.LinkHttp2]
/// makes the HTTP/2 handler of either role,
/// [Liveness][io.terrateam.terratunnel.protocol.link.Liveness] ends a link whose peer is gone.
///
/// Thread: everything in here lives on the event loop of its channel and never blocks. It knows
/// neither visitors nor origins. Of version 1 it has the WebSocket alone
/// ([TextMessageCodec][io.terrateam.terratunnel.protocol.link.TextMessageCodec]); what the messages
/// say is in `protocol.v1`.
@NullMarked
package io.terrateam.terratunnel.protocol.link;

import org.jspecify.annotations.NullMarked;
