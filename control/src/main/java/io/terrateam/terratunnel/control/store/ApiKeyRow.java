package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Optional;

/// A stored API key with what it leads to. The key itself is not in the database, only its hash.
///
/// @param prefix the first characters of the key, to tell keys apart
/// @param suffix its last characters, empty for keys of the original
/// @param name what its owner calls it, may be empty
/// @param tunnel the tunnel that the key is for; keys of the original may have none
/// @param scopes what it may do, separated by commas
/// @param replaced whether a newer key of its tunnel took its place
/// @param revokedAt when it ended, where that was written down
/// @param revokedWhy why it ended, in a word, may be empty
public record ApiKeyRow(
        long id,
        long userId,
        String username,
        boolean userActive,
        String prefix,
        String suffix,
        String name,
        Optional<TunnelRow> tunnel,
        String scopes,
        boolean active,
        boolean replaced,
        Instant createdAt,
        Optional<Instant> lastUsedAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt,
        String revokedWhy) {}
