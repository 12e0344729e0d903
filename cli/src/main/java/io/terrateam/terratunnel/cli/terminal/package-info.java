/// What people see: plain lines, written by a thread of its own so that a paused terminal never
/// stops an exchange.
///
/// Entry types: [ClientConsole] (what an agent tells) and [AccessLog] (a line per exchange), both
/// on a [LinePrinter]. [SafeText] makes what strangers send harmless.
///
/// Thread: methods may be called on event loops; nothing here blocks them.
@NullMarked
package io.terrateam.terratunnel.cli.terminal;

import org.jspecify.annotations.NullMarked;
