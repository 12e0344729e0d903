package io.terrateam.terratunnel.control.store;

import static io.terrateam.terratunnel.control.store.Columns.optionalText;
import static io.terrateam.terratunnel.control.store.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/// The `users` table: whom names and keys belong to.
public final class UserTable {
    private static final String SELECT =
            """
            SELECT id, auth_provider, provider_user_id, provider_username, email, name, avatar_url,
                   tunnel_subdomain, is_active, created_at, updated_at
            FROM users
            """;

    private final Database database;

    UserTable(Database database) {
        this.database = database;
    }

    /// What a provider says of somebody who signs in.
    public record Profile(
            String provider,
            String providerUserId,
            String username,
            Optional<String> email,
            Optional<String> name,
            Optional<String> avatarUrl) {}

    /// Who signed in.
    ///
    /// @param isNew whether this was their first time
    public record SignedIn(UserRow user, boolean isNew) {}

    /// How many rows went with a user.
    public record Deleted(int apiKeys, int tunnels) {}

    /// The user with that id.
    public Optional<UserRow> findById(long id) {
        return database.read(handle -> findById(handle, id));
    }

    /// The user whom `provider` knows as `providerUserId`.
    public Optional<UserRow> findByIdentity(String provider, String providerUserId) {
        return database.read(handle -> findByIdentity(handle, provider, providerUserId));
    }

    /// A page of the users whose login name, name or e-mail address contains `search`, by login
    /// name.
    public List<UserRow> list(String search, int offset, int limit) {
        return database.read(handle ->
                handle.createQuery(
                                SELECT
                                        + matching()
                                        + """
                                           ORDER BY lower(provider_username), id
                                           LIMIT :limit OFFSET :offset
                                        """)
                        .bind("pattern", pattern(search))
                        .bind("limit", limit)
                        .bind("offset", offset)
                        .map((rows, context) -> row(rows))
                        .list());
    }

    /// How many users [#list] would give in all.
    public long count(String search) {
        return database.read(handle ->
                handle.createQuery("SELECT count(*) FROM users " + matching())
                        .bind("pattern", pattern(search))
                        .mapTo(Long.class)
                        .one());
    }

    /// Makes or updates the user behind a profile.
    ///
    /// Login names can be given up at the provider and taken by somebody else. Whoever had this one
    /// here gets a name that says so; they are still found by their id.
    public SignedIn signIn(Profile profile, Instant now) {
        return database.writeAndGet(handle -> {
            freeUsername(handle, profile);
            boolean isNew = insert(handle, profile, now);
            if (!isNew) {
                update(handle, profile, now);
            }
            UserRow user =
                    findByIdentity(handle, profile.provider(), profile.providerUserId())
                            .orElseThrow();
            return new SignedIn(user, isNew);
        });
    }

    /// The id of the user whom `provider` knows as `providerId`, made with `username` where there
    /// is none.
    public long findOrCreate(String provider, String providerId, String username) {
        return database.writeAndGet(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO users (auth_provider, provider_user_id, provider_username)
                            VALUES (:provider, :providerId, :username)
                            ON CONFLICT (auth_provider, provider_user_id) DO NOTHING
                            """)
                    .bind("provider", provider)
                    .bind("providerId", providerId)
                    .bind("username", username)
                    .execute();
            return findByIdentity(handle, provider, providerId).orElseThrow().id();
        });
    }

    /// Lets the user in, or keeps them out with all their keys.
    ///
    /// @return whether there is such a user and this changed something
    public boolean setActive(long userId, boolean active) {
        return database.writeAndGet(handle ->
                handle.createUpdate(
                                """
                                UPDATE users SET is_active = :active
                                WHERE id = :id AND is_active <> :active
                                """)
                        .bind("active", active)
                        .bind("id", userId)
                        .execute())
                == 1;
    }

    /// Deletes a user with their keys, tunnels and sessions. Their lines of the audit log stay and
    /// name them in words.
    ///
    /// @return what went with them; empty where there is no such user
    public Optional<Deleted> delete(long userId) {
        return database.writeAndGet(handle -> {
            if (findById(handle, userId).isEmpty()) {
                return Optional.empty();
            }
            executeFor(
                    handle,
                    userId,
                    """
                    UPDATE tunnel_audit_log
                    SET username = (SELECT provider_username FROM users WHERE id = :user)
                    WHERE user_id = :user AND coalesce(username, '') = ''
                    """);
            int keys =
                    executeFor(
                            handle,
                            userId,
                            """
                            DELETE FROM api_keys
                            WHERE user_id = :user
                               OR tunnel_id IN (SELECT id FROM tunnels WHERE user_id = :user)
                            """);
            int tunnels = executeFor(handle, userId, "DELETE FROM tunnels WHERE user_id = :user");
            executeFor(handle, userId, "DELETE FROM users WHERE id = :user");
            return Optional.of(new Deleted(keys, tunnels));
        });
    }

    private static int executeFor(Handle handle, long userId, String sql) {
        return handle.createUpdate(sql).bind("user", userId).execute();
    }

    private static Optional<UserRow> findById(Handle handle, long id) {
        return handle.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((rows, context) -> row(rows))
                .findFirst();
    }

    private static Optional<UserRow> findByIdentity(
            Handle handle, String provider, String providerUserId) {
        return handle.createQuery(
                        SELECT
                                + """
                                  WHERE auth_provider = :provider
                                    AND provider_user_id = :providerUserId
                                """)
                .bind("provider", provider)
                .bind("providerUserId", providerUserId)
                .map((rows, context) -> row(rows))
                .findFirst();
    }

    private static void freeUsername(Handle handle, Profile profile) {
        handle.createUpdate(
                        """
                        UPDATE users
                        SET provider_username =
                                provider_username || ' (formerly, id ' || provider_user_id || ')'
                        WHERE auth_provider = :provider
                          AND provider_user_id <> :providerUserId
                          AND lower(provider_username) = lower(:username)
                        """)
                .bind("provider", profile.provider())
                .bind("providerUserId", profile.providerUserId())
                .bind("username", profile.username())
                .execute();
    }

    private static boolean insert(Handle handle, Profile profile, Instant now) {
        return bound(
                                handle,
                                """
                                INSERT INTO users
                                    (auth_provider, provider_user_id, provider_username,
                                     email, name, avatar_url, created_at, updated_at)
                                VALUES (:provider, :providerUserId, :username,
                                        :email, :name, :avatarUrl, :now, :now)
                                ON CONFLICT (auth_provider, provider_user_id) DO NOTHING
                                """,
                                profile)
                        .bind("now", SqlTime.format(now))
                        .execute()
                == 1;
    }

    private static void update(Handle handle, Profile profile, Instant now) {
        bound(
                        handle,
                        """
                        UPDATE users
                        SET provider_username = :username, email = :email, name = :name,
                            avatar_url = :avatarUrl, updated_at = :now
                        WHERE auth_provider = :provider AND provider_user_id = :providerUserId
                        """,
                        profile)
                .bind("now", SqlTime.format(now))
                .execute();
    }

    private static Update bound(Handle handle, String sql, Profile profile) {
        return handle.createUpdate(sql)
                .bind("provider", profile.provider())
                .bind("providerUserId", profile.providerUserId())
                .bind("username", profile.username())
                .bind("email", profile.email().orElse(null))
                .bind("name", profile.name().orElse(null))
                .bind("avatarUrl", profile.avatarUrl().orElse(null));
    }

    private static String matching() {
        return """
         WHERE lower(provider_username) LIKE :pattern ESCAPE '!'
            OR lower(coalesce(name, '')) LIKE :pattern ESCAPE '!'
            OR lower(coalesce(email, '')) LIKE :pattern ESCAPE '!'
        """;
    }

    private static String pattern(String search) {
        String literal =
                search.toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_");
        return "%" + literal + "%";
    }

    private static UserRow row(ResultSet rows) throws SQLException {
        return new UserRow(
                rows.getLong("id"),
                rows.getString("auth_provider"),
                rows.getString("provider_user_id"),
                rows.getString("provider_username"),
                optionalText(rows, "email"),
                optionalText(rows, "name"),
                optionalText(rows, "avatar_url"),
                optionalText(rows, "tunnel_subdomain"),
                rows.getBoolean("is_active"),
                time(rows, "created_at"),
                time(rows, "updated_at"));
    }
}
