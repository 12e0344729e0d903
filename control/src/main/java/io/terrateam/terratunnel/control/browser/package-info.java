/// The database browser of administrators: tables, pages of rows, and SQL that they type.
///
/// Entry type: [DatabaseBrowser]. Typed SQL can't write, by the engine's own means, and can't reach
/// what [Secrets] names: on SQLite the compiled program of each statement is checked
/// ([ProgramCheck]), on PostgreSQL it runs as a role without rights ([PostgresReader]).
///
/// Thread: blocks, two seconds at most for a statement. Not here: routes, pages, who may do this.
@NullMarked
package io.terrateam.terratunnel.control.browser;

import org.jspecify.annotations.NullMarked;
