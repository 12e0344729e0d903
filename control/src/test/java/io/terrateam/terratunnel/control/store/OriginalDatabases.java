package io.terrateam.terratunnel.control.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Database files as the Python original leaves them, at every stage of its history.
///
/// All but the smallest hold: Octocat (user 1) with [#KEY], hubot (user 2) with [#DASH_KEY], a
/// disabled user (3) with [#DISABLED_KEY], and a revoked key of Octocat's.
public final class OriginalDatabases {
    /// Octocat's key.
    public static final String KEY = "Zk3vB0cQmJtX8dYw1nL5sR7uH2aE9fGi4oP6TqWxKyN";

    /// Hubot's, which begins like an option.
    public static final String DASH_KEY = "-0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3_4";

    /// The key of a user who was disabled.
    public static final String DISABLED_KEY = "D0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3_4";

    /// Octocat's second key, at the stage that has one.
    public static final String SECOND_KEY = "S0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3_4";

    /// A key whose user is gone.
    public static final String ORPHANED_KEY = "O0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3_4";

    private static final String USERS_WITHOUT_NAMES =
            """
            CREATE TABLE users (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                auth_provider TEXT NOT NULL,
                provider_user_id TEXT NOT NULL,
                provider_username TEXT NOT NULL,
                email TEXT,
                name TEXT,
                avatar_url TEXT,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                is_active BOOLEAN NOT NULL DEFAULT 1,
                UNIQUE(auth_provider, provider_user_id),
                UNIQUE(auth_provider, provider_username)
            );
            """;

    private static final String USERS =
            USERS_WITHOUT_NAMES.replace(
                    "avatar_url TEXT,", "avatar_url TEXT, tunnel_subdomain TEXT UNIQUE,");

    private static final String KEYS =
            """
            CREATE TABLE api_keys (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                user_id INTEGER NOT NULL,
                key_hash TEXT UNIQUE NOT NULL,
                key_prefix TEXT NOT NULL,
                name TEXT,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                last_used_at DATETIME,
                expires_at DATETIME,
                is_active BOOLEAN NOT NULL DEFAULT 1,
                scopes TEXT DEFAULT 'tunnel:create',
                FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
            );
            """;

    private static final String KEYS_LEAD_TO_TUNNELS =
            "ALTER TABLE api_keys ADD COLUMN tunnel_id INTEGER REFERENCES tunnels(id);\n";

    private static final String TUNNELS =
            """
            CREATE TABLE tunnels (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                user_id INTEGER NOT NULL,
                subdomain TEXT UNIQUE NOT NULL,
                name TEXT,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                is_active BOOLEAN NOT NULL DEFAULT 1,
                FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
            );
            """;

    private static final String STATES =
            """
            CREATE TABLE oauth_states (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                state TEXT UNIQUE NOT NULL,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                redirect_uri TEXT,
                external_redirect_uri TEXT,
                external_state TEXT,
                provider TEXT,
                additional_data TEXT
            );
            INSERT INTO oauth_states (state, provider) VALUES ('left-behind', 'github');
            """;

    private static final String LOG_WITHOUT_NAMES =
            """
            CREATE TABLE tunnel_audit_log (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                subdomain TEXT NOT NULL,
                hostname TEXT NOT NULL,
                local_endpoint TEXT NOT NULL,
                client_ip TEXT,
                user_agent TEXT,
                connection_id TEXT NOT NULL,
                event_type TEXT NOT NULL DEFAULT 'connect',
                user_id INTEGER,
                api_key_id INTEGER,
                additional_data TEXT,
                FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL,
                FOREIGN KEY (api_key_id) REFERENCES api_keys(id) ON DELETE SET NULL
            );
            CREATE INDEX idx_tunnel_audit_log_timestamp ON tunnel_audit_log(timestamp DESC);
            """;

    private static final String LOG =
            LOG_WITHOUT_NAMES.replace("user_id INTEGER,\n", "user_id INTEGER, username TEXT,\n");

    private static final String PEOPLE =
            """
            INSERT INTO users (id, auth_provider, provider_user_id, provider_username, email,
                               created_at, is_active) VALUES
                (1, 'github', '4711', 'Octocat', 'o@example.com', '2025-07-16 08:00:00', 1),
                (2, 'gitlab', '42', 'hubot', NULL, '2025-07-16 09:00:00', 1),
                (3, 'github', '5', 'gone', NULL, '2025-07-16 10:00:00', 0);
            """;

    private static final String NAMES =
            """
            UPDATE users SET tunnel_subdomain = 'happy-panda-dancing' WHERE id = 1;
            UPDATE users SET tunnel_subdomain = 'lori-of-total-security' WHERE id = 2;
            UPDATE users SET tunnel_subdomain = 'sad-cat-sleeping' WHERE id = 3;
            """;

    private static final String OWNED_NAMES =
            """
            INSERT INTO tunnels (id, user_id, subdomain, name, created_at) VALUES
                (1, 1, 'happy-panda-dancing', 'Default tunnel', '2025-07-18 08:00:00'),
                (2, 2, 'lori-of-total-security', 'Default tunnel', '2025-07-18 09:00:00'),
                (3, 3, 'sad-cat-sleeping', 'Default tunnel', '2025-07-18 10:00:00');
            """;

    private static final String CONNECTS =
            """
            INSERT INTO tunnel_audit_log
                (subdomain, hostname, local_endpoint, connection_id, event_type, user_id)
            VALUES ('older123', 'older123.test', 'http://localhost:3000', 'c0', 'connect', 1),
                   ('abcd1234', 'abcd1234.test', 'http://localhost:3000', 'c1', 'connect', 1),
                   ('abcd1234', '', '', 'c1', 'disconnect', NULL);
            """;

    /// Rows that lead nowhere, since the original never enforced references.
    private static final String ORPHANS =
            """
            INSERT INTO api_keys (id, user_id, key_hash, key_prefix, tunnel_id)
                VALUES (50, 99, '%s', 'O0aB1cD2', 1);
            INSERT INTO tunnels (id, user_id, subdomain) VALUES (50, 98, 'nobody-has-this');
            UPDATE api_keys SET tunnel_id = 77 WHERE id = 2;
            INSERT INTO tunnel_audit_log (subdomain, hostname, local_endpoint, connection_id,
                                          user_id, api_key_id)
                VALUES ('x', '', '', 'c9', 55, 66);
            """
                    .formatted(hash(ORPHANED_KEY));

    private OriginalDatabases() {}

    /// A stage of its history.
    public enum Stage {
        /// Unreleased.
        AUDIT_WITHOUT_USERNAME(
                USERS_WITHOUT_NAMES + KEYS + LOG_WITHOUT_NAMES + PEOPLE + keys() + CONNECTS),
        /// 16 to 17 July 2025.
        KEY_PER_USER(USERS_WITHOUT_NAMES + KEYS + LOG + PEOPLE + keys() + CONNECTS),
        /// 17 July.
        SUBDOMAIN_PER_USER(USERS + KEYS + LOG + PEOPLE + NAMES + keys() + CONNECTS),
        /// 17 July.
        SUBDOMAIN_PER_USER_ADMIN_KEYS(
                USERS + KEYS + LOG + PEOPLE + NAMES + keys() + CONNECTS + key(5, 1, SECOND_KEY)),
        /// 17 to 29 July: hubot has no tunnel yet, Octocat's has another name.
        TUNNELS_MISMATCHED(
                USERS
                        + KEYS
                        + TUNNELS
                        + LOG
                        + KEYS_LEAD_TO_TUNNELS
                        + PEOPLE
                        + NAMES
                        + keys()
                        + CONNECTS
                        + """
                        INSERT INTO tunnels (id, user_id, subdomain, name)
                            VALUES (1, 1, 'quick-brown-fox', 'My app'),
                                   (3, 3, 'sad-cat-sleeping', 'Default tunnel');
                        UPDATE api_keys SET tunnel_id = 1 WHERE id = 1;
                        UPDATE api_keys SET tunnel_id = 3 WHERE id = 3;
                        """),
        /// 29 July to 4 August.
        TUNNELS_NO_STATES(
                USERS
                        + KEYS
                        + TUNNELS
                        + LOG
                        + KEYS_LEAD_TO_TUNNELS
                        + PEOPLE
                        + NAMES
                        + OWNED_NAMES
                        + keys()
                        + leading()
                        + CONNECTS),
        /// A file that was only started on once, whenever that was.
        FIRST_START(
                USERS
                        + KEYS
                        + TUNNELS
                        + STATES
                        + LOG
                        + PEOPLE
                        + NAMES
                        + OWNED_NAMES
                        + keys()
                        + CONNECTS),
        /// Since 4 August 2025.
        CURRENT(
                USERS
                        + KEYS
                        + TUNNELS
                        + STATES
                        + LOG
                        + KEYS_LEAD_TO_TUNNELS
                        + PEOPLE
                        + NAMES
                        + OWNED_NAMES
                        + keys()
                        + leading()
                        + CONNECTS),
        /// The same with rows that lead nowhere.
        CURRENT_WITH_ORPHANS(CURRENT.script + ORPHANS);

        private final String script;

        Stage(String script) {
            this.script = script;
        }

        /// Makes such a file.
        public Path create(Path file) throws SQLException {
            execute(file, script);
            return file;
        }

        /// Makes such a file whose last changes are still in the write-ahead log beside it, as a
        /// process leaves them that was killed.
        public Path createWithLog(Path file) throws SQLException, IOException {
            Path open = file.resolveSibling(file.getFileName() + ".open");
            execute(open, script.substring(0, script.indexOf("INSERT INTO users")));
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + open)) {
                run(connection, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;");
                run(connection, script.substring(script.indexOf("INSERT INTO users")));
                for (String side : List.of("", "-wal")) {
                    Files.copy(
                            open.resolveSibling(open.getFileName() + side),
                            file.resolveSibling(file.getFileName() + side),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            for (String side : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(open.resolveSibling(open.getFileName() + side));
            }
            return file;
        }
    }

    /// As it is since 4 August 2025, with Octocat's key under another hash.
    public static Path current(Path file, String keyHash) throws SQLException {
        Stage.CURRENT.create(file);
        execute(file, "UPDATE api_keys SET key_hash = '" + keyHash + "' WHERE id = 1;");
        return file;
    }

    private static String keys() {
        return key(1, 1, KEY)
                + key(2, 2, DASH_KEY)
                + key(3, 3, DISABLED_KEY)
                + key(4, 1, "revoked")
                + "UPDATE api_keys SET is_active = 0 WHERE id = 4;\n";
    }

    private static String key(int id, int user, String key) {
        return """
        INSERT INTO api_keys (id, user_id, key_hash, key_prefix, name)
            VALUES (%d, %d, '%s', '%.7s', 'laptop');
        """
                .formatted(id, user, hash(key), key);
    }

    private static String leading() {
        return "UPDATE api_keys SET tunnel_id = user_id;\n";
    }

    private static String hash(String key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs statements that are separated by semicolons.
    public static void execute(Path file, String script) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            run(connection, script);
        }
    }

    private static void run(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
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
}
