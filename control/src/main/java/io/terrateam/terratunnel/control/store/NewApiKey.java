package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Optional;

/// A key about to be stored.
///
/// @param hash SHA-256 of the key in hex
/// @param prefix the first characters of the key, to tell keys apart
/// @param suffix its last characters, for the same
/// @param scopes what it may do, separated by commas
/// @param createdBy the login name of whoever made it
public record NewApiKey(
        TunnelRow tunnel,
        String hash,
        String prefix,
        String suffix,
        Optional<String> name,
        String scopes,
        Instant createdAt,
        Optional<Instant> expiresAt,
        String createdBy) {}
