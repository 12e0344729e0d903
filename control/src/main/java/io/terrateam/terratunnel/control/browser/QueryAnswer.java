package io.terrateam.terratunnel.control.browser;

import java.util.List;

/// What became of SQL that somebody typed.
public sealed interface QueryAnswer {

    /// It ran.
    ///
    /// @param isCut whether there were more rows, or more text, than are shown
    record Rows(List<String> columns, List<List<Cell>> rows, boolean isCut)
            implements QueryAnswer {}

    /// It was not run, or not to its end.
    ///
    /// @param reason for whoever typed it
    record Refused(String reason) implements QueryAnswer {}
}
