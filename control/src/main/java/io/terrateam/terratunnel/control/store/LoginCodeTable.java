package io.terrateam.terratunnel.control.store;

import static io.terrateam.terratunnel.control.store.Columns.text;
import static io.terrateam.terratunnel.control.store.Columns.time;

import java.time.Instant;
import java.util.Optional;

/// The `login_codes` table: codes that are good once.
public final class LoginCodeTable {
    private final Database database;

    LoginCodeTable(Database database) {
        this.database = database;
    }

    /// Adds one.
    public void insert(LoginCodeRow code) {
        database.write(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO login_codes
                                    (code_hash, user_id, purpose, challenge, redirect_uri, data,
                                     expires_at)
                                VALUES (:hash, :user, :purpose, :challenge, :redirectUri, :data,
                                        :expires)
                                """)
                        .bind("hash", code.codeHash())
                        .bind("user", code.userId())
                        .bind("purpose", code.purpose())
                        .bind("challenge", code.challenge())
                        .bind("redirectUri", code.redirectUri())
                        .bind("data", code.data())
                        .bind("expires", SqlTime.format(code.expiresAt()))
                        .execute());
    }

    /// Takes out the code with that hash, expired or not; of several callers one gets it.
    public Optional<LoginCodeRow> take(String codeHash) {
        return database.writeAndGet(handle ->
                handle
                        .createQuery("DELETE FROM login_codes WHERE code_hash = :hash RETURNING *")
                        .bind("hash", codeHash)
                        .map((rows, context) ->
                                new LoginCodeRow(
                                        rows.getString("code_hash"),
                                        rows.getLong("user_id"),
                                        text(rows, "purpose"),
                                        text(rows, "challenge"),
                                        text(rows, "redirect_uri"),
                                        text(rows, "data"),
                                        time(rows, "expires_at")))
                        .list()
                        .stream()
                        .findFirst());
    }

    /// Clears away those that nobody used in time.
    public int deleteExpired(Instant now) {
        return database.writeAndGet(handle ->
                handle.createUpdate("DELETE FROM login_codes WHERE expires_at <= :now")
                        .bind("now", SqlTime.format(now))
                        .execute());
    }
}
