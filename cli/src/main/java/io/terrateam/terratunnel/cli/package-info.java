/// The `terratunnel` command: options, files, environment, exit codes and the terminal.
///
/// Configuration is read here once, from flag, environment, file and default in that order, into
/// one validated record per component, and passed down. The only code that reads system properties
/// or the environment, or that ends the process.
///
/// Thread: the main thread and virtual threads; code here may block.
///
/// Not here: what server and agent do once they are started.
@NullMarked
package io.terrateam.terratunnel.cli;

import org.jspecify.annotations.NullMarked;
