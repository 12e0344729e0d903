/// How the agent reaches other machines: one event loop, sockets of the best kind there is,
/// addresses of a host tried side by side.
///
/// Entry types: [Transport][io.terrateam.terratunnel.agent.transport.Transport] and
/// [ConnectRace][io.terrateam.terratunnel.agent.transport.ConnectRace].
///
/// Thread: everything runs on the agent's one loop, except name look-ups, which block a virtual
/// thread of their own.
///
/// Not here: what is spoken over a connection (`link`, `origin`).
@NullMarked
package io.terrateam.terratunnel.agent.transport;

import org.jspecify.annotations.NullMarked;
