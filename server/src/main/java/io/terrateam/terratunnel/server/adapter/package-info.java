/// Answers what the edge asks (`edge.spi`) with what the control plane knows: the only code that
/// imports both.
///
/// Thread: called on event loops; everything that may block is handed to [BlockingWork], which is
/// the one crossing from an event loop to a virtual thread and back.
@NullMarked
package io.terrateam.terratunnel.server.adapter;

import org.jspecify.annotations.NullMarked;
