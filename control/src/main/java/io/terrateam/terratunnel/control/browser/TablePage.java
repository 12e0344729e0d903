package io.terrateam.terratunnel.control.browser;

import java.util.List;

/// Some rows of a table.
///
/// @param page counted from 1
public record TablePage(
        String table,
        List<String> columns,
        List<List<Cell>> rows,
        long rowCount,
        int page,
        int pageSize) {

    /// How many pages there are, at least one.
    public long pageCount() {
        return Math.max(1, Math.ceilDiv(rowCount, pageSize));
    }
}
