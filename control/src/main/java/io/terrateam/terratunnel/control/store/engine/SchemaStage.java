package io.terrateam.terratunnel.control.store.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// What a database file is, told by its tables alone and without writing to it.
sealed interface SchemaStage {

    /// The version that this program writes: the highest number of a file in `db/migration`.
    int CURRENT_VERSION = 4;

    /// Where Flyway notes which migrations ran.
    String HISTORY_TABLE = "flyway_schema_history";

    /// No tables at all.
    record Empty() implements SchemaStage {}

    /// Ours, as of `version`.
    record Ours(int version) implements SchemaStage {}

    /// The Python original's, as new as the migration `version` describes it.
    record OfTheOriginal(int version) implements SchemaStage {}

    /// The Python original's, older than what can be taken over.
    record TooOld(String sign) implements SchemaStage {}

    /// Somebody else's.
    record Foreign() implements SchemaStage {}

    /// Looks at the database behind `connection`.
    static SchemaStage of(Connection connection) throws SQLException {
        Set<String> tables =
                names(connection, "SELECT name FROM sqlite_master WHERE type = 'table'");
        tables.removeIf(name -> name.startsWith("sqlite_"));
        if (tables.isEmpty()) {
            return new Empty();
        }
        if (tables.contains(HISTORY_TABLE)) {
            return new Ours(versionInHistory(connection));
        }
        if (!tables.contains("tunnel_audit_log")) {
            return new Foreign();
        }
        return stageOfTheOriginal(connection, tables);
    }

    private static SchemaStage stageOfTheOriginal(Connection connection, Set<String> tables)
            throws SQLException {
        if (!columns(connection, "tunnel_audit_log").contains("username")) {
            return new TooOld("its audit log has no user names");
        }
        if (!tables.contains("users") || !tables.contains("api_keys")) {
            return new TooOld("it has no users or no keys");
        }
        if (!columns(connection, "users").contains("tunnel_subdomain")
                || !tables.contains("tunnels")) {
            return new TooOld("it has no tunnels");
        }
        if (!tables.contains("oauth_states")) {
            return new TooOld("it has no login states");
        }
        return new OfTheOriginal(columns(connection, "api_keys").contains("tunnel_id") ? 2 : 1);
    }

    static int versionInHistory(Connection connection) throws SQLException {
        String sql =
                "SELECT COALESCE(MAX(CAST(version AS INTEGER)), 0) FROM "
                        + HISTORY_TABLE
                        + " WHERE success";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static Set<String> columns(Connection connection, String table) throws SQLException {
        return names(connection, "SELECT name FROM pragma_table_info('" + table + "')");
    }

    private static Set<String> names(Connection connection, String sql) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1).toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
