package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.web.page.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key, as far as it may be shown.
///
/// @param shown its first and last characters
/// @param name what its owner calls it
/// @param state `active`, or why not
/// @param active whether it can be used
/// @param lastUsed null if never
/// @param expires null if never
public record KeyLine(
        long id,
        String shown,
        String name,
        String state,
        boolean active,
        Moment created,
        @Nullable Moment lastUsed,
        @Nullable Moment expires) {

    static KeyLine of(ApiKeyRow key, Instant now) {
        boolean expired = key.expiresAt().filter(end -> !end.isAfter(now)).isPresent();
        return new KeyLine(
                key.id(),
                key.prefix() + "…" + key.suffix(),
                key.name(),
                state(key, expired),
                key.active() && !expired,
                new Moment(key.createdAt(), now),
                key.lastUsedAt().map(at -> new Moment(at, now)).orElse(null),
                key.expiresAt().map(at -> new Moment(at, now)).orElse(null));
    }

    private static String state(ApiKeyRow key, boolean expired) {
        if (key.active()) {
            return expired ? "expired" : "active";
        }
        return key.revokedWhy().isEmpty() ? "ended" : key.revokedWhy();
    }
}
