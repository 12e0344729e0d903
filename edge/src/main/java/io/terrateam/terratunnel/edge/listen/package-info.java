/// Sockets toward strangers: which transport, what a connection starts with, how many there may be.
///
/// Thread: accepting runs on one loop, every accepted channel on one of the others.
@NullMarked
package io.terrateam.terratunnel.edge.listen;

import org.jspecify.annotations.NullMarked;
