/// A stream of the link turned into a call to the origin, and its answer turned back.
///
/// Entry type: [LinkStreams][io.terrateam.terratunnel.agent.forward.LinkStreams] listens to one
/// link; each stream is an [Exchange][io.terrateam.terratunnel.agent.forward.Exchange]. Bodies
/// stream both ways and are never held: the link's windows push back on the visitor, the origin's
/// socket on the origin.
///
/// Thread: the agent's event loop.
///
/// Not here: sockets (`origin`), how a link comes about (`link`), what is done with copies (whoever
/// implements [ExchangeTap][io.terrateam.terratunnel.agent.forward.ExchangeTap]).
@NullMarked
package io.terrateam.terratunnel.agent.forward;

import org.jspecify.annotations.NullMarked;
