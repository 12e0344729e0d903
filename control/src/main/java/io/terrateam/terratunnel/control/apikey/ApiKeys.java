package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.control.account.LocalOperator;
import io.terrateam.terratunnel.control.reservation.ReservedNames;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.NewApiKey;
import io.terrateam.terratunnel.control.store.TunnelRow;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// Makes, lists and ends API keys.
///
/// A tunnel has one active key: a new one ends those before it.
///
/// Thread: may block on the database.
public final class ApiKeys {
    private final Database database;
    private final RandomGenerator random;
    private final Clock clock;

    /// @param random where keys come from; a `SecureRandom` outside tests
    public ApiKeys(Database database, RandomGenerator random, Clock clock) {
        this.database = database;
        this.random = random;
        this.clock = clock;
    }

    /// A key that was just made; nobody can see its text again later.
    public record Created(long id, KeyText key, TunnelName tunnel, Optional<Instant> expiresAt) {}

    /// Makes the key of a tunnel, and the tunnel itself where nobody owns that name yet.
    ///
    /// @param label what to call the key
    /// @param lifetime how long it is good for; for ever if empty
    /// @throws IllegalArgumentException where the name is kept for the server itself
    public Created create(TunnelName name, Optional<String> label, Optional<Duration> lifetime) {
        if (ReservedNames.contains(name)) {
            throw new IllegalArgumentException(
                    "tunnel: "
                            + name
                            + " (expected: a name that is not kept for the server itself)");
        }
        Instant now = clock.instant();
        Optional<Instant> expiresAt = lifetime.map(now::plus);
        KeyText key = KeyText.random(random);
        AtomicReference<Long> id = new AtomicReference<>(0L);
        database.transaction(() ->
                id.set(
                        database.apiKeys()
                                .replace(
                                        new NewApiKey(
                                                tunnel(name),
                                                key.hash(),
                                                key.displayPrefix(),
                                                key.displaySuffix(),
                                                label,
                                                KeyCheck.CONNECT_SCOPE,
                                                now,
                                                expiresAt))));
        return new Created(id.get(), key, name, expiresAt);
    }

    /// All keys, oldest first, active or not.
    public List<ApiKeyRow> list() {
        return database.apiKeys().list();
    }

    /// Ends a key.
    ///
    /// @return whether it was active until now; empty where there is no such key
    public Optional<Boolean> revoke(long id) {
        return database.apiKeys()
                .findById(id)
                .map(key -> database.apiKeys().revoke(id, clock.instant(), "revoked"));
    }

    private TunnelRow tunnel(TunnelName name) {
        return database.tunnels()
                .findByName(name.value())
                .orElseGet(() ->
                        database.tunnels().create(LocalOperator.userId(database), name.value()));
    }
}
