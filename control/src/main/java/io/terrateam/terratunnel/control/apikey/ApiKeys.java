package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.AuditLog.Subject;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.NewApiKey;
import io.terrateam.terratunnel.control.store.TunnelRow;
import io.terrateam.terratunnel.control.store.TunnelTable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes, lists and ends API keys.
///
/// A tunnel has one active key: a new one ends those before it, and the links that they opened.
/// Every change and its line in the audit log are one transaction. Who may do what is decided by
/// the caller.
///
/// Thread: may block on the database.
public final class ApiKeys {
    private final Database database;
    private final RandomGenerator random;
    private final AuditLog audit;
    private final Clock clock;

    /// @param random where keys come from; a `SecureRandom` outside tests
    public ApiKeys(Database database, RandomGenerator random, AuditLog audit, Clock clock) {
        this.database = database;
        this.random = random;
        this.audit = audit;
        this.clock = clock;
    }

    /// Makes the key of a tunnel; keys before it end.
    ///
    /// @return empty where there is no such tunnel
    public Optional<IssuedKey> rotate(long tunnelId, KeyRequest request, Actor by) {
        KeyText text = KeyText.random(random);
        return database.transactionAndGet(() ->
                database.tunnels()
                        .findById(tunnelId)
                        .map(TunnelTable.Details::tunnel)
                        .map(tunnel -> replace(tunnel, text, request, by)));
    }

    private IssuedKey replace(TunnelRow tunnel, KeyText text, KeyRequest request, Actor by) {
        NewApiKey fresh =
                new NewApiKey(
                        tunnel,
                        text.hash(),
                        text.displayPrefix(),
                        text.displaySuffix(),
                        request.name(),
                        Scope.list(request.scopes()),
                        clock.instant(),
                        request.expiresAt(),
                        by.username());
        long id = database.apiKeys().replace(fresh);
        ApiKeyRow row = database.apiKeys().findById(id).orElseThrow();
        audit.changed(
                AuditEvent.KEY_CREATED,
                by,
                new Subject(
                        tunnel.subdomain(),
                        target(row),
                        Map.of(
                                "name", row.name(),
                                "scopes", row.scopes(),
                                "expires",
                                        row.expiresAt().map(Instant::toString).orElse("never"))));
        return new IssuedKey(text, row);
    }

    /// All keys, oldest first, active or not.
    public List<ApiKeyRow> list() {
        return database.apiKeys().list();
    }

    /// A user's keys, newest first, active or not.
    public List<ApiKeyRow> listOfUser(long userId) {
        return database.apiKeys().listOfUser(userId);
    }

    /// A tunnel's keys, newest first, active or not.
    public List<ApiKeyRow> listOfTunnel(long tunnelId) {
        return database.apiKeys().listOfTunnel(tunnelId);
    }

    /// The key with that id.
    public Optional<ApiKeyRow> find(long id) {
        return database.apiKeys().findById(id);
    }

    /// Ends a key, and the links that it opened.
    ///
    /// @return whether it was active until now; empty where there is no such key
    public Optional<Boolean> revoke(long id, Actor by) {
        return database.transactionAndGet(() -> find(id).map(key -> revoke(key, by)));
    }

    private boolean revoke(ApiKeyRow key, Actor by) {
        boolean wasActive =
                database.apiKeys().revoke(key.id(), clock.instant(), "revoked by " + by.username());
        if (wasActive) {
            audit.changed(
                    AuditEvent.KEY_REVOKED,
                    by,
                    Subject.ofTunnel(
                            key.tunnel().map(TunnelRow::subdomain).orElse(""), target(key)));
        }
        return wasActive;
    }

    /// A key in words, for the audit log.
    private static String target(ApiKeyRow key) {
        return "key " + key.id() + " (" + key.prefix() + "…" + key.suffix() + ")";
    }
}
