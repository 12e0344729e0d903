package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.web.page.Paging;
import java.util.List;

/// A page of a table.
public record TableView(String name, List<ColumnLine> columns, Grid grid, Paging paging) {
    /// Copies the list.
    public TableView {
        columns = List.copyOf(columns);
    }

    /// A column.
    ///
    /// @param notes what is special about it
    public record ColumnLine(String name, String type, String notes) {}
}
