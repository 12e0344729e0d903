/// The developer's side of a tunnel: keeps a link up, calls the origin, shows what passed.
///
/// `link` dials the server and stays connected; `forward` turns a stream into a call to the local
/// service and back; `origin` connects to that service; `inspector` is the local page and API, fed
/// by a tap that may drop.
///
/// Thread: `link`, `forward` and `origin` run on Netty event loops and never block; `inspector`
/// runs on virtual threads.
///
/// Not here: options and the terminal (`cli`), and anything of the server.
@NullMarked
package io.terrateam.terratunnel.agent;

import org.jspecify.annotations.NullMarked;
