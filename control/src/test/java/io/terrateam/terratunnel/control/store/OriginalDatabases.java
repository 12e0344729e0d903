package io.terrateam.terratunnel.control.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Database files as the Python original leaves them, at several stages of its history.
public final class OriginalDatabases {
    /// A key of the original, whose hash [#first] and [#current] hold.
    public static final String KEY = "Zk3vB0cQmJtX8dYw1nL5sR7uH2aE9fGi4oP6TqWxKyN";

    private OriginalDatabases() {}

    /// After its first start, with one user, tunnel and key; `api_keys.tunnel_id` is missing.
    public static Path first(Path file, String keyHash) throws SQLException {
        execute(file, script("V1__schema_of_the_original.sql"));
        execute(
                file,
                """
                INSERT INTO users (auth_provider, provider_user_id, provider_username, tunnel_subdomain)
                    VALUES ('github', '4711', 'Octocat', 'happy-panda-dancing');
                INSERT INTO tunnels (user_id, subdomain, name)
                    VALUES (1, 'happy-panda-dancing', 'Default tunnel');
                INSERT INTO api_keys (user_id, key_hash, key_prefix, name)
                    VALUES (1, '%s', 'Zk3vB0cQ', 'laptop');
                """
                        .formatted(keyHash));
        return file;
    }

    /// As it is since 4 August 2025.
    public static Path current(Path file, String keyHash) throws SQLException {
        first(file, keyHash);
        execute(file, script("V2__keys_lead_to_tunnels.sql"));
        execute(file, "UPDATE api_keys SET tunnel_id = 1;");
        return file;
    }

    /// Runs statements that are separated by semicolons.
    public static void execute(Path file, String script) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*(\\n|$)")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    /// The first column of every row.
    public static List<String> query(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        }
    }

    private static String script(String name) {
        try (InputStream in =
                OriginalDatabases.class.getResourceAsStream("/db/migration/" + name)) {
            String script =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (var placeholder :
                    Map.of(
                                    "id",
                                    "INTEGER PRIMARY KEY AUTOINCREMENT",
                                    "ref",
                                    "INTEGER",
                                    "time",
                                    "DATETIME",
                                    "now",
                                    "CURRENT_TIMESTAMP",
                                    "true",
                                    "1")
                            .entrySet()) {
                script = script.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            return script;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
