package io.terrateam.terratunnel.control.browser;

import java.util.List;

/// A table.
///
/// @param createSql how it was made; empty where the engine does not keep that
public record TableInfo(String name, List<Column> columns, long rowCount, String createSql) {

    /// A column of a table.
    ///
    /// @param isSecret whether its values are never shown
    public record Column(
            String name, String type, boolean isNullable, boolean isPrimaryKey, boolean isSecret) {}
}
