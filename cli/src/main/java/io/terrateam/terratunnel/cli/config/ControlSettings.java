package io.terrateam.terratunnel.cli.config;

import static io.terrateam.terratunnel.cli.config.Scope.SERVER;

import io.terrateam.terratunnel.control.login.Origin;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import io.terrateam.terratunnel.control.store.engine.PostgresUrl;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// What `terratunnel server` understands about people, their tunnels and keys. Secrets can't be
/// options: others on the machine would see them.
public final class ControlSettings {
    public static final Setting<URI> PUBLIC_URL =
            Setting.optional(
                    SERVER,
                    "public-url",
                    ValueType.webUrl(),
                    "Where browsers find the server's own pages; login sends people back here. If it"
                            + " isn't given, the public scheme and --domain.");
    public static final Setting<PostgresDatabase> DATABASE_URL =
            postgres("database-url", "A PostgreSQL database to use instead of --db-path.");
    public static final Setting<PostgresDatabase> DATABASE_READER_URL =
            postgres(
                    "database-reader-url",
                    "The same PostgreSQL database for a user without any rights: as such SQL runs"
                            + " that administrators type.");

    public static final Setting<String> GITHUB_CLIENT_ID =
            text("github-client-id", "The id of the OAuth app at GitHub.")
                    .withVariable("GITHUB_CLIENT_ID");
    public static final Setting<String> GITHUB_CLIENT_SECRET =
            text(
                            "github-client-secret",
                            "The OAuth app's secret. With its id, login by GitHub is on.")
                    .withVariable("GITHUB_CLIENT_SECRET")
                    .secret()
                    .withoutOption();
    public static final Setting<URI> GITHUB_URL =
            url(
                    "github-url",
                    "https://github.com",
                    "GitHub's pages; another for GitHub Enterprise.");
    public static final Setting<URI> GITHUB_API_URL =
            Setting.optional(
                    SERVER,
                    "github-api-url",
                    ValueType.webUrl(),
                    "GitHub's API. If it isn't given, https://api.github.com, or /api/v3 below"
                            + " --github-url where that is another.");
    public static final Setting<List<String>> GITHUB_ADMIN_USERS =
            Setting.of(
                    SERVER,
                    "github-admin-users",
                    ValueType.words("USERS", "user names or id:NUMBER, separated by commas"),
                    "",
                    "Who of GitHub's users may manage everything. A name is pinned to the account"
                            + " that first signs in with it; id:NUMBER names the account itself.");
    public static final Setting<Boolean> ALLOW_FOREIGN_GITHUB_TOKENS =
            Setting.of(
                    SERVER,
                    "allow-foreign-github-tokens",
                    ValueType.choice(),
                    "false",
                    "Whether POST /api/auth/exchange takes GitHub tokens that were not made for the"
                            + " OAuth app above. Then whoever holds any token of a user gets that"
                            + " user's key.");

    public static final Setting<String> GITLAB_CLIENT_ID =
            text("gitlab-client-id", "The id of the application at GitLab.")
                    .withVariable("GITLAB_CLIENT_ID");
    public static final Setting<String> GITLAB_CLIENT_SECRET =
            text(
                            "gitlab-client-secret",
                            "The application's secret. With its id, login by GitLab is on.")
                    .withVariable("GITLAB_CLIENT_SECRET")
                    .secret()
                    .withoutOption();
    public static final Setting<URI> GITLAB_URL =
            url("gitlab-url", "https://gitlab.com", "GitLab; another for one of your own.");
    public static final Setting<List<String>> GITLAB_ADMIN_USERS =
            Setting.of(
                    SERVER,
                    "gitlab-admin-users",
                    ValueType.words("USERS", "user names or id:NUMBER, separated by commas"),
                    "",
                    "The same for GitLab's users.");

    public static final Setting<String> JWT_SECRET =
            text(
                            "jwt-secret",
                            "What sessions are signed with, at least 32 bytes. If it isn't given, one is"
                                    + " made and kept in the database.")
                    .withVariable("JWT_SECRET")
                    .secret()
                    .withoutOption();
    public static final Setting<String> JWT_ALGORITHM =
            Setting.of(
                            SERVER,
                            "jwt-algorithm",
                            ValueType.oneOf("HS256", "HS384", "HS512"),
                            "HS256",
                            "How sessions are signed.")
                    .withVariable("JWT_ALGORITHM");
    public static final Setting<Integer> JWT_EXPIRATION_HOURS =
            Setting.of(
                            SERVER,
                            "jwt-expiration-hours",
                            ValueType.integer(1, 8_760),
                            "24",
                            "How many hours after signing in one has to do so again.")
                    .withVariable("JWT_EXPIRATION_HOURS");
    public static final Setting<Duration> SESSION_IDLE_TIMEOUT =
            Setting.of(
                    SERVER,
                    "session-idle-timeout",
                    ValueType.duration(Duration.ofMinutes(1), Duration.ofDays(365)),
                    "12h",
                    "How long a session may be unused before it ends.");
    public static final Setting<List<Origin>> OAUTH_REDIRECT_ORIGINS =
            Setting.of(
                    SERVER,
                    "oauth-redirect-origins",
                    ValueType.origins(),
                    "",
                    "Where the set-up wizard may run, beside this machine's own addresses: people who"
                            + " agree are sent there with a key.");

    public static final Setting<Integer> AUDIT_RETENTION =
            Setting.of(
                    SERVER,
                    "audit-retention",
                    ValueType.integer(0, 36_500),
                    "90",
                    "How many days the audit log goes back; 0 keeps all.");
    public static final Setting<Integer> NAME_QUARANTINE =
            Setting.of(
                    SERVER,
                    "name-quarantine",
                    ValueType.integer(0, 36_500),
                    "30",
                    "How many days a tunnel's name rests after it was given up, until somebody else"
                            + " may have it.");

    /// All of them, in the order of the reference page.
    static final List<Setting<?>> ALL =
            List.of(
                    PUBLIC_URL,
                    DATABASE_URL,
                    DATABASE_READER_URL,
                    GITHUB_CLIENT_ID,
                    GITHUB_CLIENT_SECRET,
                    GITHUB_URL,
                    GITHUB_API_URL,
                    GITHUB_ADMIN_USERS,
                    ALLOW_FOREIGN_GITHUB_TOKENS,
                    GITLAB_CLIENT_ID,
                    GITLAB_CLIENT_SECRET,
                    GITLAB_URL,
                    GITLAB_ADMIN_USERS,
                    JWT_SECRET,
                    JWT_ALGORITHM,
                    JWT_EXPIRATION_HOURS,
                    SESSION_IDLE_TIMEOUT,
                    OAUTH_REDIRECT_ORIGINS,
                    AUDIT_RETENTION,
                    NAME_QUARANTINE);

    private ControlSettings() {}

    private static Setting<PostgresDatabase> postgres(String name, String meaning) {
        return Setting.optional(
                        SERVER,
                        name,
                        ValueType.of(
                                "URL",
                                "postgresql://user:password@host:port/database",
                                text ->
                                        PostgresUrl.parse(text)
                                                .orElseThrow(IllegalArgumentException::new)),
                        meaning)
                .secret()
                .withoutOption();
    }

    private static Setting<String> text(String name, String meaning) {
        return Setting.optional(SERVER, name, ValueType.text("TEXT", "a text"), meaning);
    }

    private static Setting<URI> url(String name, String fallback, String meaning) {
        return Setting.of(SERVER, name, ValueType.webUrl(), fallback, meaning);
    }
}
