/// The developer's side of a tunnel: keeps a link up and calls the origin.
///
/// `link` dials the server and stays connected; `forward` turns a stream into a call to the local
/// service and back; `origin` connects to that service; `transport` knows sockets.
///
/// Thread: one event loop, which never blocks.
///
/// Not here: options and the terminal (`cli`), and anything of the server.
@NullMarked
package io.terrateam.terratunnel.agent;

import org.jspecify.annotations.NullMarked;
