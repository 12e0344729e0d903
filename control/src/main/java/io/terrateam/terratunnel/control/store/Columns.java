package io.terrateam.terratunnel.control.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads columns that may hold nothing.
final class Columns {
    private Columns() {}

    /// The text, empty where there is none.
    static String text(ResultSet rows, String column) throws SQLException {
        return Objects.requireNonNullElse(rows.getString(column), "");
    }

    static Optional<String> optionalText(ResultSet rows, String column) throws SQLException {
        return Optional.ofNullable(rows.getString(column)).filter(text -> !text.isEmpty());
    }

    static Optional<Long> optionalId(ResultSet rows, String column) throws SQLException {
        long id = rows.getLong(column);
        return rows.wasNull() ? Optional.empty() : Optional.of(id);
    }

    static Optional<Instant> optionalTime(ResultSet rows, String column) throws SQLException {
        return SqlTime.parse(rows.getString(column));
    }

    /// The time, long gone where there is none.
    static Instant time(ResultSet rows, String column) throws SQLException {
        return optionalTime(rows, column).orElse(Instant.EPOCH);
    }

    /// What to store for a text that may be empty.
    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
