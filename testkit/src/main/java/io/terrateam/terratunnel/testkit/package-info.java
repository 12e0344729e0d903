/// For tests: the built program as processes, peers that speak on raw sockets, origins that follow
/// a script.
///
/// Nothing in here uses the product's code, so that it can't share the product's faults: the
/// HTTP/1.1, WebSocket and HTTP/2 wire formats are written again in `wire`, and the whole HTTP/2
/// peers are Jetty's. [TunnelSystem] is the entry: a server, an agent and an origin that belong
/// together.
///
/// Threads: everything blocks; helpers run on virtual threads and end with the object that started
/// them.
///
/// Not here: tests of the product, and anything that the product itself depends on.
@NullMarked
package io.terrateam.terratunnel.testkit;

import org.jspecify.annotations.NullMarked;
