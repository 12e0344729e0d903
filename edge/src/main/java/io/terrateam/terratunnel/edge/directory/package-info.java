/// Which tunnels are live, and on which links.
///
/// Entry type: `Directory`. A `Tunnel` lives on one event loop, together with all its links and
/// exchanges: that is why nothing in it needs a lock. Thread: `Directory` is thread-safe; `Tunnel`
/// belongs to its loop.
@NullMarked
package io.terrateam.terratunnel.edge.directory;

import org.jspecify.annotations.NullMarked;
