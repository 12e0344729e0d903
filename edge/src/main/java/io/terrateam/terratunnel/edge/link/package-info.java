/// Accepts, authenticates and runs links: the agent's end of the edge.
///
/// Entry types: `LinkAcceptor` (the upgrade at `/ws`) and `Http2Link` (version 2 of the wire behind
/// the small interface `Link`). Thread: a link lives on its tunnel's event loop.
@NullMarked
package io.terrateam.terratunnel.edge.link;

import org.jspecify.annotations.NullMarked;
