/// The server as a whole: starts edge and control and joins them.
///
/// One readable method builds the graph of objects by constructors. The adapters in `adapter`
/// answer what the edge asks (`edge.spi`) with what the control plane knows; they are the only code
/// that imports both.
///
/// Not here: options, environment and files, which are read by `cli` and come in as configuration
/// records.
@NullMarked
package io.terrateam.terratunnel.server;

import org.jspecify.annotations.NullMarked;
