package io.terrateam.terratunnel.control.store;

import java.time.Instant;

/// Somebody who is logged in somewhere.
///
/// @param idHash SHA-256 of the session's id in hex; the id itself is only at the browser
public record SessionRow(
        String idHash,
        long userId,
        Instant createdAt,
        Instant lastSeenAt,
        Instant expiresAt,
        String userAgent,
        String peerAddress) {}
