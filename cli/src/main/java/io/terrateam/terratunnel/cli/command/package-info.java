/// The commands: what each does with its settings, and how it ends.
///
/// Entry type: [TerratunnelCommand]. Options are not written here; they come from the tables in
/// `cli.config`.
///
/// Thread: the main thread, which blocks until the command is over.
@NullMarked
package io.terrateam.terratunnel.cli.command;

import org.jspecify.annotations.NullMarked;
