package io.terrateam.terratunnel.control.browser;

import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/// Reads a PostgreSQL database: tables and pages as the server's own user, by statements that are
/// made here; what people type as another user, who can read nothing but views without the secrets.
///
/// That must be a login of its own: a role that is only switched to could be switched back by a
/// function in the middle of a statement. So without one nothing can be typed.
///
/// Limits: [#TIME_LIMIT_MILLIS] for a statement, in a transaction that is read-only and rolled
/// back.
final class PostgresReader implements Reader {
    static final int TIME_LIMIT_MILLIS = 2_000;

    /// Where the views are that the other user reads.
    static final String VIEWS = "terratunnel_reader";

    private static final String TIMED_OUT = "57014";

    private final PostgresDatabase main;
    private final Optional<PostgresDatabase> reader;
    private volatile boolean hasViews;

    PostgresReader(PostgresDatabase main, Optional<PostgresDatabase> reader) {
        this.main = main;
        this.reader = reader;
    }

    @Override
    public List<TableInfo> tables() throws SQLException {
        try (Connection connection = open(main)) {
            List<TableInfo> tables = new ArrayList<>();
            for (String name : names(connection)) {
                try (Statement statement = connection.createStatement();
                        ResultSet count =
                                statement.executeQuery("SELECT count(*) FROM " + quote(name))) {
                    long rows = count.next() ? count.getLong(1) : 0;
                    tables.add(new TableInfo(name, columns(connection, name), rows, ""));
                }
            }
            return tables;
        }
    }

    @Override
    public QueryAnswer.Rows page(TableInfo table, int offset, int limit) throws SQLException {
        String order =
                table.columns().stream()
                        .filter(TableInfo.Column::isPrimaryKey)
                        .map(column -> quote(column.name()))
                        .collect(Collectors.joining(", "));
        String sql =
                "SELECT %s FROM %s%s LIMIT %d OFFSET %d"
                        .formatted(
                                shown(table.columns()),
                                quote(table.name()),
                                order.isEmpty() ? "" : " ORDER BY " + order,
                                limit,
                                offset);
        try (Connection connection = open(main)) {
            return read(connection, sql);
        }
    }

    @Override
    public QueryAnswer.Rows run(String sql) throws SQLException, RefusedException {
        PostgresDatabase asReader =
                reader.orElseThrow(() ->
                        new RefusedException(
                                "SQL on PostgreSQL needs a user of its own:"
                                        + " see TERRATUNNEL_DATABASE_READER_URL in the"
                                        + " operator's guide"));
        if (!hasViews) {
            makeViews(asReader.user());
            hasViews = true;
        }
        try (Connection connection = open(asReader)) {
            refusePowerfulUser(connection);
            execute(connection, "SET LOCAL search_path TO " + VIEWS);
            return read(connection, sql);
        } catch (SQLException e) {
            if (TIMED_OUT.equals(e.getSQLState())) {
                throw new RefusedException(
                        "Stopped after " + TIME_LIMIT_MILLIS / 1_000 + " seconds");
            }
            throw e;
        }
    }

    /// Views of all tables, without the secrets, for the other user.
    private void makeViews(String user) throws SQLException {
        try (Connection connection = connect(main)) {
            connection.setAutoCommit(false);
            execute(connection, "SELECT pg_advisory_xact_lock(hashtext('" + VIEWS + "'))");
            execute(connection, "CREATE SCHEMA IF NOT EXISTS " + VIEWS);
            for (String name : names(connection)) {
                String view = VIEWS + "." + quote(name);
                execute(connection, "DROP VIEW IF EXISTS " + view);
                execute(
                        connection,
                        "CREATE VIEW %s AS SELECT %s FROM %s"
                                .formatted(view, shown(columns(connection, name)), quote(name)));
                execute(connection, "GRANT SELECT ON " + view + " TO " + quote(user));
            }
            execute(connection, "GRANT USAGE ON SCHEMA " + VIEWS + " TO " + quote(user));
            connection.commit();
        }
    }

    /// A user who could read the secrets in another way is no protection.
    private static void refusePowerfulUser(Connection connection)
            throws SQLException, RefusedException {
        String sql =
                """
                SELECT current_setting('is_superuser') = 'on'
                    OR EXISTS (
                        SELECT 1 FROM pg_catalog.pg_class c
                        WHERE c.relkind IN ('r', 'p')
                          AND c.relname IN ('server_secrets', 'api_keys', 'sessions', 'login_codes',
                                            'oauth_states')
                          AND (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE')
                               OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')
                               OR pg_has_role(c.relowner, 'MEMBER')))
                """;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next() || rows.getBoolean(1)) {
                throw new RefusedException(
                        "The user of TERRATUNNEL_DATABASE_READER_URL may read or write the tables"
                                + " themselves: take those rights away from it");
            }
        }
    }

    private static Connection open(PostgresDatabase database) throws SQLException {
        Connection connection = connect(database);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        execute(connection, "SET TRANSACTION READ ONLY");
        execute(connection, "SET LOCAL statement_timeout = " + TIME_LIMIT_MILLIS);
        return connection;
    }

    private static Connection connect(PostgresDatabase database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setApplicationName("terratunnel browser");
        source.setSocketTimeout(2 * TIME_LIMIT_MILLIS / 1_000);
        if (!database.user().isEmpty()) {
            source.setUser(database.user());
        }
        if (!database.password().isEmpty()) {
            source.setPassword(database.password());
        }
        return source.getConnection();
    }

    private static QueryAnswer.Rows read(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false); // PostgreSQL's SQL, not JDBC's.
            statement.setMaxRows(ResultReader.MAX_ROWS + 1);
            statement.setFetchSize(100); // Rows are not all fetched at once.
            try (ResultSet rows = statement.executeQuery(sql)) {
                return ResultReader.read(rows);
            }
        }
    }

    private static List<String> names(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT table_name FROM information_schema.tables
                                WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
                                ORDER BY table_name
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
                        SELECT c.column_name, c.data_type, c.is_nullable = 'YES',
                               EXISTS (SELECT 1 FROM information_schema.key_column_usage k
                                       JOIN information_schema.table_constraints t
                                         USING (constraint_schema, constraint_name, table_name)
                                       WHERE t.constraint_type = 'PRIMARY KEY'
                                         AND k.table_schema = c.table_schema
                                         AND k.table_name = c.table_name
                                         AND k.column_name = c.column_name)
                        FROM information_schema.columns c
                        WHERE c.table_schema = current_schema() AND c.table_name = ?
                        ORDER BY c.ordinal_position
                        """)) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    columns.add(
                            new TableInfo.Column(
                                    name,
                                    rows.getString(2),
                                    rows.getBoolean(3),
                                    rows.getBoolean(4),
                                    Secrets.of(table).contains(name)));
                }
            }
        }
        return columns;
    }

    private static String shown(List<TableInfo.Column> columns) {
        return columns.stream()
                .map(column ->
                        (column.isSecret() ? "'" + Secrets.HIDDEN + "' AS " : "")
                                + quote(column.name()))
                .collect(Collectors.joining(", "));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
