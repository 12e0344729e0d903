package io.terrateam.terratunnel.control.store.engine;

import io.terrateam.terratunnel.control.store.engine.DatabaseHealth.Outlook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// What a SQLite file is, told by its tables alone and without writing to it.
sealed interface SchemaStage {

    /// The version that this program writes: the highest number of a file in `db/migration`.
    int CURRENT_VERSION = 4;

    /// Where Flyway notes which migrations ran.
    String HISTORY_TABLE = "flyway_schema_history";

    /// No tables at all.
    record Empty() implements SchemaStage {}

    /// Ours, as of `version`.
    record Ours(int version) implements SchemaStage {}

    /// The Python original's.
    ///
    /// @param age how old its schema is, in words
    record OfTheOriginal(String age) implements SchemaStage {}

    /// It looks like the Python original's, but lacks what everything else hangs on.
    record Unreadable(String lack) implements SchemaStage {}

    /// Somebody else's.
    record Foreign() implements SchemaStage {}

    /// What it is, for people.
    default String inWords() {
        return switch (this) {
            case Empty empty -> "a new database";
            case Ours(int version) -> "schema " + version;
            case OfTheOriginal(String age) -> "of the Python Terratunnel (" + age + ")";
            case Unreadable(String lack) -> "like the Python Terratunnel's, but " + lack;
            case Foreign foreign -> "another program's";
        };
    }

    /// What this program can do with it.
    default Outlook outlook() {
        return switch (this) {
            case Empty empty -> Outlook.OUTDATED;
            case Ours(int version) ->
                    version == CURRENT_VERSION
                            ? Outlook.CURRENT
                            : version < CURRENT_VERSION ? Outlook.OUTDATED : Outlook.UNUSABLE;
            case OfTheOriginal original -> Outlook.OUTDATED;
            case Unreadable unreadable -> Outlook.UNUSABLE;
            case Foreign foreign -> Outlook.UNUSABLE;
        };
    }

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
        Set<String> users = columns(connection, "main", "users");
        Set<String> keys = columns(connection, "main", "api_keys");
        Set<String> log = columns(connection, "main", "tunnel_audit_log");
        if (!users.contains("provider_user_id") && !log.contains("connection_id")) {
            return new Foreign();
        }
        if (!users.containsAll(
                Set.of("id", "auth_provider", "provider_user_id", "provider_username"))) {
            return new Unreadable("its users have no login at a provider");
        }
        if (!keys.containsAll(Set.of("id", "user_id", "key_hash", "key_prefix"))) {
            return new Unreadable("its keys are not stored by their hash");
        }
        return new OfTheOriginal(age(tables, users, keys, log));
    }

    private static String age(
            Set<String> tables, Set<String> users, Set<String> keys, Set<String> log) {
        if (!log.contains("username")) {
            return "before users were logged";
        }
        if (!users.contains("tunnel_subdomain")) {
            return "one key per user";
        }
        if (!tables.contains("tunnels")) {
            return "one name per user";
        }
        if (!tables.contains("oauth_states")) {
            return "before login states were stored";
        }
        return keys.contains("tunnel_id") ? "current" : "first start";
    }

    /// The newest migration that ran.
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

    /// A table's columns in lower case; none if there is no such table.
    static Set<String> columns(Connection connection, String database, String table)
            throws SQLException {
        return names(
                connection,
                "SELECT name FROM pragma_table_info('%s', '%s')".formatted(table, database));
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
