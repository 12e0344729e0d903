/// The server's data plane: visitors in, links in, exchanges between them.
///
/// A visitor's request is routed by its host to a live tunnel, carried over one of its links as a
/// stream, and the answer comes back the same way, streaming, with backpressure from end to end.
/// Bodies are never held whole.
///
/// Inside, dependencies point one way: visitor, exchange, directory, link, spi. What the edge needs
/// from outside (who may connect, may this exchange proceed, here is one that ended) it asks
/// through `spi`, asynchronously.
///
/// Thread: Netty event loops; nothing here blocks, and each mutable field belongs to one loop.
///
/// Not here: accounts, pages, storage. The edge does not know the control plane.
@NullMarked
package io.terrateam.terratunnel.edge;

import org.jspecify.annotations.NullMarked;
