package io.terrateam.terratunnel.control.browser;

import java.sql.SQLException;
import java.util.List;

/// Reads a database for people, by means of one engine.
///
/// Thread: any that may block.
interface Reader {

    /// The tables by name, those of the engine itself left out.
    List<TableInfo> tables() throws SQLException;

    /// Some rows of a table that [#tables] names, secrets hidden.
    QueryAnswer.Rows page(TableInfo table, int offset, int limit) throws SQLException;

    /// Runs one statement that somebody typed.
    ///
    /// @param sql as [StatementText] lets it through
    QueryAnswer.Rows run(String sql) throws SQLException, RefusedException;
}
