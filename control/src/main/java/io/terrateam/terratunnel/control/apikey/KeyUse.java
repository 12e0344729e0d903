package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/// Notes when keys were last used: at most once a minute for each, behind the back of whoever
/// connects.
///
/// Limits: remembers [#MAX_REMEMBERED] keys; beyond that it starts anew, which only costs extra
/// writes.
public final class KeyUse {
    static final Duration PRECISION = Duration.ofMinutes(1);
    static final int MAX_REMEMBERED = 10_000;

    private final ConcurrentHashMap<Long, Instant> lastNoted = new ConcurrentHashMap<>();
    private final Database database;
    private final BackgroundWriter writer;
    private final Clock clock;

    /// @param writer does the writing
    public KeyUse(Database database, BackgroundWriter writer, Clock clock) {
        this.database = database;
        this.writer = writer;
        this.clock = clock;
    }

    /// A key was let in just now.
    void used(long keyId) {
        Instant now = clock.instant();
        if (lastNoted.size() >= MAX_REMEMBERED) {
            lastNoted.clear();
        }
        Instant noted =
                lastNoted.compute(
                        keyId,
                        (id, before) ->
                                before == null || !now.isBefore(before.plus(PRECISION))
                                        ? now
                                        : before);
        if (noted.equals(now)) {
            writer.submit(() -> database.apiKeys().markUsed(keyId, now));
        }
    }
}
