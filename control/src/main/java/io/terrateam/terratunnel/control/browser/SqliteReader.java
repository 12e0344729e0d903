package io.terrateam.terratunnel.control.browser;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteLimits;

/// Reads a SQLite file through a connection that was opened read-only, one for each question.
///
/// Tables that hold secrets are covered by views of the same name without them. Whoever goes around
/// the views meets [ProgramCheck].
///
/// Limits: [#TIME_LIMIT_MILLIS] for a statement; values of at most [#MAX_LENGTH] bytes, since some
/// functions can't be interrupted while they work on one.
final class SqliteReader implements Reader {
    static final long TIME_LIMIT_MILLIS = 2_000;
    static final int MAX_LENGTH = 50_000;

    private static final int BUSY_TIMEOUT_MILLIS = 1_000;
    private static final int INSTRUCTIONS_BETWEEN_CHECKS = 1_000;

    private final Path file;

    SqliteReader(Path file) {
        this.file = file;
    }

    @Override
    public List<TableInfo> tables() throws SQLException {
        try (Connection connection = open()) {
            List<TableInfo> tables = new ArrayList<>();
            for (String name : names(connection)) {
                tables.add(
                        new TableInfo(
                                name,
                                columns(connection, name),
                                Long.parseLong(
                                        one(
                                                connection,
                                                "SELECT count(*) FROM main." + quote(name))),
                                one(
                                        connection,
                                        "SELECT sql FROM main.sqlite_schema WHERE type = 'table'"
                                                + " AND name = "
                                                + literal(name))));
            }
            return tables;
        }
    }

    @Override
    public QueryAnswer.Rows page(TableInfo table, int offset, int limit) throws SQLException {
        String order =
                table.columns().stream()
                        .filter(column -> column.isPrimaryKey() && !column.isSecret())
                        .map(column -> quote(column.name()))
                        .collect(Collectors.joining(", "));
        String sql =
                "SELECT * FROM %s%s LIMIT %d OFFSET %d"
                        .formatted(
                                quote(table.name()),
                                order.isEmpty() ? "" : " ORDER BY " + order,
                                limit,
                                offset);
        try (Connection connection = open()) {
            prepare(connection);
            return read(connection, sql);
        }
    }

    @Override
    public QueryAnswer.Rows run(String sql) throws SQLException, RefusedException {
        try (Connection connection = open()) {
            prepare(connection);
            execute(connection, "BEGIN");
            stopAfterTimeLimit(connection);
            new ProgramCheck(connection, Set.copyOf(names(connection))).check(sql);
            return read(connection, sql);
        } catch (SQLiteException e) {
            if (e.getResultCode().equals(SQLiteErrorCode.SQLITE_INTERRUPT)) {
                throw new RefusedException(
                        "Stopped after " + TIME_LIMIT_MILLIS / 1_000 + " seconds");
            }
            throw e;
        }
    }

    private Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.enableLoadExtension(false);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /// Covers the secrets, then takes the connection whatever else it could do.
    private static void prepare(Connection connection) throws SQLException {
        for (String name : names(connection)) {
            if (!Secrets.of(name).isEmpty()) {
                String columns =
                        columns(connection, name).stream()
                                .map(column ->
                                        (column.isSecret() ? literal(Secrets.HIDDEN) + " AS " : "")
                                                + quote(column.name()))
                                .collect(Collectors.joining(", "));
                execute(
                        connection,
                        "CREATE TEMP VIEW %1$s AS SELECT %2$s FROM main.%1$s NOT INDEXED"
                                .formatted(quote(name), columns));
            }
        }
        Wildcards.install(connection);
        execute(connection, "PRAGMA query_only = ON");
        execute(connection, "PRAGMA trusted_schema = OFF");
        execute(connection, "PRAGMA cell_size_check = ON");
        SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MAX_LENGTH);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, StatementText.MAX_LENGTH * 4 + 100);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_COLUMN, 500);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, 200);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_COMPOUND_SELECT, 50);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_VDBE_OP, 100_000);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0);
    }

    private static void stopAfterTimeLimit(Connection connection) throws SQLException {
        long start = System.nanoTime();
        ProgressHandler.setHandler(
                connection,
                INSTRUCTIONS_BETWEEN_CHECKS,
                new ProgressHandler() {
                    @Override
                    protected int progress() {
                        boolean isOver = System.nanoTime() - start > TIME_LIMIT_MILLIS * 1_000_000;
                        return isOver ? 1 : 0;
                    }
                });
    }

    private static QueryAnswer.Rows read(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            return ResultReader.read(rows);
        }
    }

    /// Our tables; SQLite's own, which may hold samples of values, are left out.
    private static List<String> names(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT name FROM main.sqlite_schema
                                WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
                                ORDER BY name
                                """)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static List<TableInfo.Column> columns(Connection connection, String table)
            throws SQLException {
        List<TableInfo.Column> columns = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid
                        """)) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    boolean isSecret =
                            Secrets.of(table.toLowerCase(Locale.ROOT))
                                    .contains(name.toLowerCase(Locale.ROOT));
                    columns.add(
                            new TableInfo.Column(
                                    name,
                                    rows.getString(2),
                                    !rows.getBoolean(3),
                                    rows.getInt(4) > 0,
                                    isSecret));
                }
            }
        }
        return columns;
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
