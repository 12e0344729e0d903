package io.terrateam.terratunnel.control.browser;

import io.terrateam.terratunnel.control.browser.Cell.Kind;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads results as far as they are shown.
///
/// Limits: rows, characters of a cell, and characters of all cells together.
final class ResultReader {
    static final int MAX_ROWS = 1_000;
    static final int MAX_CELL = 2_000;
    static final int MAX_TOTAL = 2_000_000;

    private ResultReader() {}

    static QueryAnswer.Rows read(ResultSet result) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(meta.getColumnLabel(i));
        }
        List<List<Cell>> rows = new ArrayList<>();
        boolean isCut = false;
        int total = 0;
        while (result.next()) {
            if (rows.size() == MAX_ROWS || total > MAX_TOTAL) {
                isCut = true;
                break;
            }
            List<Cell> row = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) {
                Cell cell = cell(result.getObject(i));
                row.add(cell);
                total += cell.text().length();
                isCut |= cell.isCut();
            }
            rows.add(row);
        }
        return new QueryAnswer.Rows(columns, rows, isCut);
    }

    private static Cell cell(@Nullable Object value) {
        return switch (value) {
            case null -> Cell.NULL;
            case Boolean flag -> new Cell(Kind.BOOLEAN, flag.toString(), false);
            case Number number -> new Cell(Kind.NUMBER, number.toString(), false);
            case byte[] bytes -> {
                int shown = Math.min(bytes.length, MAX_CELL / 2);
                yield new Cell(
                        Kind.BYTES,
                        HexFormat.of().formatHex(bytes, 0, shown),
                        shown < bytes.length);
            }
            default -> text(value.toString());
        };
    }

    private static Cell text(String text) {
        return text.length() <= MAX_CELL
                ? new Cell(Kind.TEXT, text, false)
                : new Cell(Kind.TEXT, text.substring(0, MAX_CELL), true);
    }
}
