/// The two database engines and their schema: SQLite, a file of the server's own, and PostgreSQL.
///
/// Entry type: [Engine]. What a SQLite file is, is settled from its tables ([SchemaStage]) before
/// anything is written; [SchemaUpdate] and [PostgresSchema] bring a database up to date with the
/// migrations in `db/migration`, which are the same for both ([Dialect]).
///
/// Thread: blocks. Not here: tables and their rows.
@NullMarked
package io.terrateam.terratunnel.control.store.engine;

import org.jspecify.annotations.NullMarked;
