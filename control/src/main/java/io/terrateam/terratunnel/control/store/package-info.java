/// Where the control plane keeps what must survive a restart: one SQLite file, or a PostgreSQL
/// database, and the only code that knows SQL.
///
/// Entry type: [Database], which gives out one small class per table. How it is opened and brought
/// up to date is in [io.terrateam.terratunnel.control.store.engine].
///
/// Thread: blocks; call it from virtual threads, never from an event loop. On SQLite writers of one
/// process queue for one lock, since SQLite has one writer anyway.
///
/// Not here: what the rows mean; that is decided in the packages by feature.
@NullMarked
package io.terrateam.terratunnel.control.store;

import org.jspecify.annotations.NullMarked;
