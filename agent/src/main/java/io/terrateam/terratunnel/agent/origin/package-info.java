/// Connections to the local service that an agent serves.
///
/// Entry type: [OriginConnections][io.terrateam.terratunnel.agent.origin.OriginConnections] hands
/// out an [OriginConnection][io.terrateam.terratunnel.agent.origin.OriginConnection] for one
/// exchange at a time and keeps it for the next only after a clean end. What the origin sends is
/// read strictly: it may be hostile.
///
/// Thread: the agent's event loop.
///
/// Not here: what the exchange is about, and HTTP/2 (`forward`). Nothing in here ever connects to
/// anything but the configured address.
@NullMarked
package io.terrateam.terratunnel.agent.origin;

import org.jspecify.annotations.NullMarked;
