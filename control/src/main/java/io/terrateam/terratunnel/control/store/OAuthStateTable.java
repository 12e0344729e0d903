package io.terrateam.terratunnel.control.store;

import static io.terrateam.terratunnel.control.store.Columns.optionalText;
import static io.terrateam.terratunnel.control.store.Columns.text;
import static io.terrateam.terratunnel.control.store.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// The `oauth_states` table: logins that were begun at a provider. Each is good once.
public final class OAuthStateTable {
    private final Database database;

    OAuthStateTable(Database database) {
        this.database = database;
    }

    /// Adds one.
    public void insert(OAuthStateRow state) {
        database.write(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO oauth_states
                                    (state, created_at, redirect_uri, external_redirect_uri,
                                     external_state, provider, additional_data, browser_hash,
                                     code_verifier, expires_at, purpose)
                                VALUES (:state, :created, :next, :externalUri,
                                        :externalState, :provider, :data, :browser,
                                        :verifier, :expires, :purpose)
                                """)
                        .bind("state", state.stateHash())
                        .bind("created", SqlTime.format(state.createdAt()))
                        .bind("next", state.next().orElse(null))
                        .bind("externalUri", state.externalRedirectUri().orElse(null))
                        .bind("externalState", state.externalState().orElse(null))
                        .bind("provider", state.provider())
                        .bind("data", state.additionalData().orElse(null))
                        .bind("browser", state.browserHash())
                        .bind("verifier", state.codeVerifier())
                        .bind("expires", SqlTime.format(state.expiresAt()))
                        .bind("purpose", state.purpose())
                        .execute());
    }

    /// Takes out the state with that hash, expired or not; of several callers one gets it.
    public Optional<OAuthStateRow> take(String stateHash) {
        return database.writeAndGet(handle ->
                handle
                        .createQuery("DELETE FROM oauth_states WHERE state = :state RETURNING *")
                        .bind("state", stateHash)
                        .map((rows, context) -> row(rows))
                        .list()
                        .stream()
                        .findFirst());
    }

    /// How many there are.
    public long count() {
        return database.read(handle ->
                handle.createQuery("SELECT count(*) FROM oauth_states").mapTo(Long.class).one());
    }

    /// Clears away those that nobody came back with in time.
    public int deleteExpired(Instant now) {
        return database.writeAndGet(handle ->
                handle.createUpdate("DELETE FROM oauth_states WHERE expires_at <= :now")
                        .bind("now", SqlTime.format(now))
                        .execute());
    }

    /// Clears away the oldest where there are more than `most`.
    public void keepNewest(int most) {
        long surplus = count() - most;
        if (surplus <= 0) {
            return;
        }
        database.write(handle ->
                handle.createUpdate(
                                """
                                DELETE FROM oauth_states WHERE id IN
                                    (SELECT id FROM oauth_states ORDER BY id LIMIT :surplus)
                                """)
                        .bind("surplus", surplus)
                        .execute());
    }

    private static OAuthStateRow row(ResultSet rows) throws SQLException {
        return new OAuthStateRow(
                rows.getString("state"),
                text(rows, "provider"),
                text(rows, "browser_hash"),
                text(rows, "code_verifier"),
                text(rows, "purpose"),
                optionalText(rows, "redirect_uri"),
                optionalText(rows, "external_redirect_uri"),
                optionalText(rows, "external_state"),
                optionalText(rows, "additional_data"),
                time(rows, "created_at"),
                time(rows, "expires_at"));
    }
}
