/// Log lines: one line each to standard error, with the level that was asked for. Set up in code,
/// which is quicker at the start than a file.
@NullMarked
package io.terrateam.terratunnel.cli.logging;

import org.jspecify.annotations.NullMarked;
