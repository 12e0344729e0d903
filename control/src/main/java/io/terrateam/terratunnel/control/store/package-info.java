/// Where the control plane keeps what must survive a restart: one SQLite file, and the only code
/// that knows SQL.
///
/// Entry type: [Database]. Opening one settles what the file is ([SchemaStage]), brings it up to
/// date ([SchemaUpdate]) after a copy was put beside it, and gives out one small class per table.
///
/// Thread: blocks; call it from virtual threads, never from an event loop. Writers of one process
/// queue for one lock, since SQLite has one writer anyway.
///
/// Not here: what the rows mean; that is decided in the packages by feature.
@NullMarked
package io.terrateam.terratunnel.control.store;

import org.jspecify.annotations.NullMarked;
