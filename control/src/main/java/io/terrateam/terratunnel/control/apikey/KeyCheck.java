package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.TunnelRow;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Judges keys that are presented, by their hash.
///
/// Thread: may block on the database.
public final class KeyCheck {
    private static final String BY = " by ";

    private final Database database;
    private final KeyUse keyUse;
    private final Clock clock;

    /// @param keyUse hears of every key that was let in
    public KeyCheck(Database database, KeyUse keyUse, Clock clock) {
        this.database = database;
        this.keyUse = keyUse;
        this.clock = clock;
    }

    /// Whether `key` may open a link, and for which tunnel.
    public KeyVerdict judge(KeyText key) {
        if (key.isMistyped()) {
            return new KeyVerdict.Mistyped();
        }
        Optional<ApiKeyRow> row = database.apiKeys().findByHash(key.hash());
        KeyVerdict verdict = row.map(this::judgeRow).orElseGet(KeyVerdict.Unknown::new);
        if (verdict instanceof KeyVerdict.Valid valid) {
            keyUse.used(valid.keyId());
        }
        return verdict;
    }

    /// What became of keys that were let in.
    ///
    /// @param verdicts by the key's id, one for each that was asked about
    /// @param nextExpiry when the next of them expires that has not yet
    public record Review(Map<Long, KeyVerdict> verdicts, Optional<Instant> nextExpiry) {}

    /// Judges keys again that were let in, by their ids; nobody is noted to have used them.
    public Review review(Set<Long> keyIds) {
        Instant now = clock.instant();
        Map<Long, KeyVerdict> verdicts = new HashMap<>();
        keyIds.forEach(id -> verdicts.put(id, new KeyVerdict.Unknown()));
        List<ApiKeyRow> rows = database.apiKeys().findByIds(keyIds);
        rows.forEach(row -> verdicts.put(row.id(), judgeRow(row)));
        Optional<Instant> nextExpiry =
                rows.stream()
                        .flatMap(row -> row.expiresAt().stream())
                        .filter(end -> end.isAfter(now))
                        .min(Comparator.naturalOrder());
        return new Review(verdicts, nextExpiry);
    }

    /// Who presented a key to the API, and what they may do with it.
    ///
    /// @param key the key, active and in time, of a user who is let in
    /// @param scopes what it may do
    public record Caller(ApiKeyRow key, Set<Scope> scopes) {}

    /// Who `key` stands for; empty where it is none, has ended, or its user is shut out.
    ///
    /// Keys of the Python original may do everything here, as they could there.
    public Optional<Caller> identify(KeyText key) {
        if (key.isMistyped()) {
            return Optional.empty();
        }
        Optional<Caller> caller =
                database.apiKeys().findByHash(key.hash()).filter(this::isUsable).map(KeyCheck::of);
        caller.ifPresent(found -> keyUse.used(found.key().id()));
        return caller;
    }

    private boolean isUsable(ApiKeyRow key) {
        return key.active()
                && key.userActive()
                && key.expiresAt().filter(end -> !end.isAfter(clock.instant())).isEmpty();
    }

    private static Caller of(ApiKeyRow key) {
        boolean isOfTheOriginal =
                key.suffix().isEmpty() && !key.prefix().startsWith(KeyText.PREFIX);
        return new Caller(key, isOfTheOriginal ? Scope.ALL : Scope.parseList(key.scopes()));
    }

    private static String endedBy(ApiKeyRow key) {
        int by = key.revokedWhy().indexOf(BY);
        return by < 0 ? "" : key.revokedWhy().substring(by + BY.length());
    }

    private KeyVerdict judgeRow(ApiKeyRow key) {
        Instant now = clock.instant();
        if (!key.active()) {
            return key.replaced()
                    ? new KeyVerdict.Replaced(key.revokedAt(), endedBy(key))
                    : new KeyVerdict.Revoked(key.revokedAt(), endedBy(key));
        }
        if (key.expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
            return new KeyVerdict.Expired();
        }
        if (!key.userActive()) {
            return new KeyVerdict.UserDisabled();
        }
        if (!Scope.parseList(key.scopes()).contains(Scope.CONNECT)) {
            return new KeyVerdict.WrongScope();
        }
        return key.tunnel()
                .or(() -> database.tunnels().findOldestOf(key.userId()))
                .map(tunnel -> judgeTunnel(key, tunnel))
                .orElseGet(KeyVerdict.NoTunnel::new);
    }

    private static KeyVerdict judgeTunnel(ApiKeyRow key, TunnelRow tunnel) {
        if (!tunnel.active()) {
            return new KeyVerdict.TunnelDisabled();
        }
        return TunnelName.parse(tunnel.subdomain())
                .<KeyVerdict>map(
                        name -> new KeyVerdict.Valid(key.id(), key.userId(), tunnel.id(), name))
                .orElseGet(KeyVerdict.NoTunnel::new);
    }
}
