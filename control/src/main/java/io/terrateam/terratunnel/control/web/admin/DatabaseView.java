package io.terrateam.terratunnel.control.web.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The database, and what was asked of it.
///
/// @param tables all tables by name
/// @param hasDownload whether it can be downloaded
/// @param query SQL to be run
/// @param answer what it gave; null if nothing was run
/// @param answerSummary how much that is
/// @param refusal why it was not run; null if it was
public record DatabaseView(
        List<TableLine> tables,
        boolean hasDownload,
        String query,
        @Nullable Grid answer,
        String answerSummary,
        @Nullable String refusal) {

    /// Copies the list.
    public DatabaseView {
        tables = List.copyOf(tables);
    }

    /// A table.
    ///
    /// @param columnNames the names of its columns
    public record TableLine(String name, long rowCount, int columnCount, String columnNames) {}
}
