/// `terratunnel demo`: server, client and a small local application in one process, to see a tunnel
/// work.
///
/// Entry type: [Demo].
///
/// Not here: anything that server or client need; what is shown is the real thing.
@NullMarked
package io.terrateam.terratunnel.cli.demo;

import org.jspecify.annotations.NullMarked;
