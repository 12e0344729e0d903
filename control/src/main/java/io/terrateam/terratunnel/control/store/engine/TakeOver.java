package io.terrateam.terratunnel.control.store.engine;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Takes what a database of the Python original holds over into an empty one of ours, at whatever
/// stage of its history it is.
///
/// Columns that it lacks get their defaults. The original never enforced references: keys and names
/// whose user is gone are left out, other references to nothing become empty. Every user with an
/// active key gets a tunnel: the one they have, else the name that their row holds, else the one
/// that they were last seen with, else a random one. Every key leads to a tunnel.
final class TakeOver {
    private static final List<String> USERS =
            List.of(
                    "id",
                    "auth_provider",
                    "provider_user_id",
                    "provider_username",
                    "email",
                    "name",
                    "avatar_url",
                    "tunnel_subdomain",
                    "created_at",
                    "updated_at",
                    "is_active");
    private static final List<String> TUNNELS =
            List.of("id", "user_id", "subdomain", "name", "created_at", "is_active");
    private static final List<String> KEYS =
            List.of(
                    "id",
                    "user_id",
                    "key_hash",
                    "key_prefix",
                    "name",
                    "created_at",
                    "last_used_at",
                    "expires_at",
                    "is_active",
                    "scopes",
                    "tunnel_id");
    private static final List<String> LOG =
            List.of(
                    "id",
                    "timestamp",
                    "subdomain",
                    "hostname",
                    "local_endpoint",
                    "client_ip",
                    "user_agent",
                    "connection_id",
                    "event_type",
                    "user_id",
                    "username",
                    "api_key_id",
                    "additional_data");

    private static final String OF_A_USER = " WHERE user_id IN (SELECT id FROM main.users)";

    private final Connection connection;
    private final Path original;
    private final List<String> notes = new ArrayList<>();

    /// @param connection to the new database
    TakeOver(Connection connection, Path original) {
        this.connection = connection;
        this.original = original;
    }

    /// Returns what people should know about it, a sentence each.
    List<String> run() throws SQLException {
        try (PreparedStatement attach = connection.prepareStatement("ATTACH DATABASE ? AS old")) {
            attach.setString(1, original.toString());
            attach.execute();
        }
        connection.setAutoCommit(false);
        copy("users", USERS, "");
        copy("tunnels", TUNNELS, OF_A_USER);
        copy("api_keys", KEYS, OF_A_USER);
        copy("tunnel_audit_log", LOG, "");
        nameUsers();
        execute(
                """
                UPDATE main.api_keys SET tunnel_id = (
                    SELECT t.id FROM main.tunnels t WHERE t.user_id = api_keys.user_id
                    ORDER BY t.created_at, t.id LIMIT 1)
                WHERE tunnel_id IS NULL
                """);
        keepNumbering();
        connection.commit();
        connection.setAutoCommit(true);
        execute("DETACH DATABASE old");
        return notes;
    }

    private void copy(String table, List<String> wanted, String condition) throws SQLException {
        Set<String> present = columnsOfTheOriginal(table);
        if (present.isEmpty()) {
            return;
        }
        StringJoiner into = new StringJoiner(", ");
        StringJoiner from = new StringJoiner(", ");
        for (String column : wanted) {
            if (present.contains(column)) {
                into.add(column);
                from.add(value(table, column));
            }
        }
        int copied =
                execute(
                        "INSERT INTO main.%s (%s) SELECT %s FROM old.%s%s ORDER BY id"
                                .formatted(table, into, from, table, condition));
        int leftOut = count("old." + table) - copied;
        if (leftOut > 0) {
            notes.add(
                    leftOut
                            + " rows of "
                            + table
                            + " were left out, since their user is gone; they are in the copy.");
        }
    }

    private static String value(String table, String column) {
        return switch (column) {
            case "tunnel_id" -> ifThere(column, "tunnels");
            case "api_key_id" -> ifThere(column, "api_keys");
            case "user_id" -> table.equals("tunnel_audit_log") ? ifThere(column, "users") : column;
            default -> column;
        };
    }

    private static String ifThere(String column, String table) {
        return "CASE WHEN %1$s IN (SELECT id FROM main.%2$s) THEN %1$s END"
                .formatted(column, table);
    }

    /// Gives names to users who have none, first those that have been theirs all along.
    private void nameUsers() throws SQLException {
        record Nameless(long id, Optional<String> ownName, boolean hasKey) {}
        List<Nameless> nameless = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT u.id, u.tunnel_subdomain,
                                       EXISTS (SELECT 1 FROM main.api_keys k
                                               WHERE k.user_id = u.id AND k.is_active)
                                FROM main.users u
                                WHERE u.id NOT IN (SELECT user_id FROM main.tunnels)
                                ORDER BY u.id
                                """)) {
            while (rows.next()) {
                nameless.add(
                        new Nameless(
                                rows.getLong(1),
                                Optional.ofNullable(rows.getString(2)),
                                rows.getBoolean(3)));
            }
        }
        List<Nameless> withoutAny = new ArrayList<>();
        for (Nameless user : nameless) {
            Optional<String> name = free(user.ownName());
            if (name.isPresent()) {
                give(user.id(), name.get());
            } else if (user.hasKey()) {
                withoutAny.add(user);
            }
        }
        for (Nameless user : withoutAny) {
            Optional<String> lastSeen = free(lastSeenName(user.id()));
            give(user.id(), lastSeen.isPresent() ? lastSeen.get() : randomName());
        }
    }

    private Optional<String> lastSeenName(long user) throws SQLException {
        return one(
                """
                SELECT l.subdomain FROM main.tunnel_audit_log l
                WHERE l.event_type = 'connect'
                  AND (l.user_id = ?1
                       OR l.api_key_id IN (SELECT id FROM main.api_keys WHERE user_id = ?1))
                ORDER BY l.id DESC LIMIT 1
                """,
                Long.toString(user));
    }

    /// Such names the original gave before it had words.
    private String randomName() throws SQLException {
        return one("SELECT lower(hex(randomblob(5)))", null).orElseThrow();
    }

    private Optional<String> free(Optional<String> wanted) throws SQLException {
        Optional<String> name = wanted.flatMap(TunnelName::parse).map(TunnelName::value);
        if (name.isEmpty()) {
            return name;
        }
        return one("SELECT 1 FROM main.tunnels WHERE lower(subdomain) = lower(?1)", name.get())
                        .isPresent()
                ? Optional.empty()
                : name;
    }

    private void give(long user, String name) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO main.tunnels (user_id, subdomain, name, created_at)
                        SELECT id, ?, 'Default tunnel', created_at FROM main.users WHERE id = ?
                        """)) {
            insert.setString(1, name);
            insert.setLong(2, user);
            insert.executeUpdate();
        }
    }

    /// Ids of deleted rows are not given again.
    private void keepNumbering() throws SQLException {
        if (one("SELECT 1 FROM old.sqlite_master WHERE name = 'sqlite_sequence'", null).isEmpty()) {
            return;
        }
        execute(
                """
                UPDATE main.sqlite_sequence SET seq = max(seq, coalesce(
                    (SELECT o.seq FROM old.sqlite_sequence o
                     WHERE o.name = sqlite_sequence.name), 0))
                """);
    }

    private Set<String> columnsOfTheOriginal(String table) throws SQLException {
        return SchemaStage.columns(connection, "old", table);
    }

    private int count(String table) throws SQLException {
        return Integer.parseInt(one("SELECT count(*) FROM " + table, null).orElse("0"));
    }

    private Optional<String> one(String sql, @Nullable String parameter) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            if (parameter != null) {
                query.setString(1, parameter);
            }
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
        }
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
