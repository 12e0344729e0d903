package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.browser.Cell;
import io.terrateam.terratunnel.control.browser.Cell.Kind;
import java.util.List;

/// Rows of the database as text.
public record Grid(List<String> columns, List<List<Value>> rows) {
    private static final int MAX_SHOWN = 300;

    /// Copies the lists.
    public Grid {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// A value.
    public record Value(boolean isNull, boolean isNumber, String text) {}

    static Grid of(List<String> columns, List<List<Cell>> rows) {
        return new Grid(
                columns, rows.stream().map(row -> row.stream().map(Grid::value).toList()).toList());
    }

    private static Value value(Cell cell) {
        String text = cell.text();
        boolean isLong = text.length() > MAX_SHOWN;
        String shown = isLong ? text.substring(0, MAX_SHOWN) : text;
        return new Value(
                cell.kind() == Kind.NULL,
                cell.kind() == Kind.NUMBER,
                isLong || cell.isCut() ? shown + "…" : shown);
    }
}
